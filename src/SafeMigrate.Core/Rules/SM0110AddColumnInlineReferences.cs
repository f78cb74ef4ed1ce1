using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A foreign key written with the new column locks the parent as well.</summary>
internal sealed class SM0110AddColumnInlineReferences : Rule<AddColumn>
{
    public override string Id => "SM0110";
    public override string Name => "add-column-inline-references";
    public override Severity Severity => Severity.Warning;
    public override string Title => "ADD COLUMN with REFERENCES locks the parent table";
    public override string Why => """
        One statement locks two tables in use: ACCESS EXCLUSIVE on the child, and then SHARE ROW EXCLUSIVE on the parent, for which it
        waits until every writer of the parent is done while readers of the child queue up behind. A running transaction that takes the
        two in the other order is a deadlock. A short lock_timeout bounds the wait. With a default that is not NULL every row is looked
        up as well.
        """;
    public override string Instead =>
        "Add the column alone, then ADD CONSTRAINT ... FOREIGN KEY ... NOT VALID with a lock_timeout, and VALIDATE it in a later migration";
    public override string Bad => "ALTER TABLE orders ADD COLUMN customer_id bigint REFERENCES customers (id);";
    public override string Good => """
        ALTER TABLE orders ADD COLUMN customer_id bigint;
        -- next migration
        ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
        -- next migration
        ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fk;
        """;

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        foreach (var key in operation.Column.Constraints.OfType<ForeignKey>())
        {
            if (context.CreatesTable(key.ReferencedTable) || context.Schema.Same(key.ReferencedTable, operation.Table))
                continue; // Nobody else writes to a new parent, and the own table is locked anyway.

            // The own table is new and has no readers, or the statement gives up before they queue: then it is a lock for a moment.
            var brief = context.CreatesTable(operation.Table) || Timeouts.Protects(context);
            yield return operation.Column.Default is { IsNull: false } && !context.CreatesTable(operation.Table)
                ? Found(operation, $"The foreign key of {operation.Table}.{operation.Column.Name} looks up every row while {operation.Table} and the writes of {key.ReferencedTable} wait")
                    with
                { Severity = Severity.Error }
                : Found(operation, $"Writes of {key.ReferencedTable} wait while {operation.Table}.{operation.Column.Name} gets its foreign key{(brief ? "" : $", and all of {operation.Table} while it waits for them")}")
                    with
                { Severity = brief ? Severity.Note : Severity.Warning };
        }
    }
}
