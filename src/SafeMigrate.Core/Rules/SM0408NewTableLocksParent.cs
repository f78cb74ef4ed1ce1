using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The table is new, its parent is not.</summary>
internal sealed class SM0408NewTableLocksParent : Rule<Operation>
{
    public override string Id => "SM0408";
    public override string Name => "new-table-locks-parent";
    public override Severity Severity => Severity.Note;
    public override string Title => "A new table with a foreign key locks the table that it references";
    public override string Why => """
        Nobody uses the new table yet, but SHARE ROW EXCLUSIVE is taken on the parent: its writes wait until the transaction ends, and the
        statement waits for all of its writers. That is a moment, unless slow work follows in the same transaction.
        """;
    public override string Instead =>
        "Create the table without the foreign key, and add that in a short transaction of its own with a lock_timeout";
    public override string Bad => "CREATE TABLE invoices (id bigint PRIMARY KEY, order_id bigint REFERENCES orders (id));";
    public override string Good => """
        CREATE TABLE invoices (id bigint PRIMARY KEY, order_id bigint);
        -- next migration
        ALTER TABLE invoices ADD CONSTRAINT invoices_order_fk FOREIGN KEY (order_id) REFERENCES orders (id) NOT VALID;
        -- next migration
        ALTER TABLE invoices VALIDATE CONSTRAINT invoices_order_fk;
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        var keys = operation switch
        {
            CreateTable { Persistence: not Persistence.Temporary } create when !(create.IfNotExists && context.Table(create.Table) is not null) =>
                create.Constraints.Concat(create.Columns.SelectMany(column => column.Constraints)).OfType<ForeignKey>()
                    .Where(key => !context.Schema.Same(key.ReferencedTable, create.Table)),
            AddForeignKey add when context.CreatesTable(add.Table) && !context.Schema.Same(add.ForeignKey.ReferencedTable, add.Table) => [add.ForeignKey],
            _ => [],
        };
        var foreign = keys.Where(key => !context.CreatesTable(key.ReferencedTable)).ToList();
        if (foreign.Count == 0 || Timeouts.Protects(context))
            yield break; // A short lock_timeout gives up before the queue hurts.

        var parents = foreign.Select(key => key.ReferencedTable).Distinct().ToList();
        var place = foreign[0].Location == Location.None ? operation.Location : foreign[0].Location;
        var reference = operation is CreateTable made ? $"the new table {made.Table} references" : "the foreign key references";
        yield return Found(operation, place, $"Writes of {Words.And(parents)} wait until this transaction ends, because {reference} {(parents.Count == 1 ? "it" : "them")}");
    }
}
