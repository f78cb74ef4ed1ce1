using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: every DELETE of a parent reads the child.</summary>
internal sealed class SM0418ForeignKeyWithoutIndex : Rule<AddForeignKey>
{
    public override string Id => "SM0418";
    public override string Name => "foreign-key-without-index";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A foreign key whose columns have no index";
    public override string Why =>
        "DELETE and UPDATE of a parent row look for its children by reading the whole child table, and hold locks as long as that takes.";
    public override string Instead => "Create an index that begins with the columns, CONCURRENTLY, before";
    public override string Bad => """
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
        -- next migration
        ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
        """;
    public override string Good => """
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
        CREATE INDEX orders_customer ON orders (customer_id);
        -- next migration
        ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
        """;

    protected override IEnumerable<Finding> Check(AddForeignKey operation, RuleContext context)
    {
        if (context.Table(operation.Table) is not { IsComplete: true } table)
            yield break;

        var columns = operation.ForeignKey.Columns;
        var indexed = table.Indexes.Where(index => index.Where is null).Select(index => index.Columns.Select(key => key.Column ?? ""))
            .Concat(table.Constraints.OfType<IndexConstraint>().Select(constraint => (IEnumerable<string>)constraint.Columns))
            .Any(keys => new HashSet<string>(keys.Take(columns.Count)).SetEquals(columns));
        if (!indexed)
            yield return Found(operation, $"DELETEs on {operation.ForeignKey.ReferencedTable} read all of {operation.Table}, because no index begins with {columns}");
    }
}
