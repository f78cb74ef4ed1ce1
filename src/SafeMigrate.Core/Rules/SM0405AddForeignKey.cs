using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Every row is looked up while nobody may write to either table.</summary>
internal sealed class SM0405AddForeignKey : Rule<AddForeignKey>
{
    public override string Id => "SM0405";
    public override string Name => "add-foreign-key";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "Adding a foreign key blocks writes to both tables while it checks all rows";
    public override string Why =>
        "SHARE ROW EXCLUSIVE is held on both tables while every row is looked up in the parent: INSERT, UPDATE and DELETE of both wait.";
    public override string Instead => "Add it with NOT VALID, and VALIDATE it in a later migration";
    public override string Bad =>
        "ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id);";
    public override string Good => """
        ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
        -- next migration
        ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fk;
        """;

    protected override IEnumerable<Finding> Check(AddForeignKey operation, RuleContext context)
    {
        var key = operation.ForeignKey;
        if (context.CreatesTable(operation.Table) || key.NotValid || key.NotEnforced)
            yield break; // Nothing to look up; the parent's lock has a rule of its own.

        if (context.Effect.Scans.Count == 0)
            yield break; // Each partition has it already.

        // Before version 18 a partitioned table takes no NOT VALID foreign key.
        var canSkip = context.PostgresVersion >= 18 || context.Table(operation.Table)?.PartitionBy is null;
        var tables = context.Schema.Same(operation.Table, key.ReferencedTable) ? $"{operation.Table}" : $"{operation.Table} and {key.ReferencedTable}";
        yield return Found(operation, $"Writes of {tables} wait while every row of {operation.Table} is looked up")
            with
        { Fix = canSkip ? Fixes.Append(operation.Location, context, " NOT VALID", "Add it NOT VALID") : null };
    }
}
