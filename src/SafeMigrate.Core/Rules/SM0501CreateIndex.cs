using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Writes wait as long as the index is built.</summary>
internal sealed class SM0501CreateIndex : Rule<CreateIndex>
{
    public override string Id => "SM0501";
    public override string Name => "create-index";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "CREATE INDEX without CONCURRENTLY blocks writes to the table";
    public override string Why =>
        "A SHARE lock is held while the whole table is read and the index is built: reads go on, INSERT, UPDATE and DELETE wait.";
    public override string Instead => "CREATE INDEX CONCURRENTLY, outside a transaction";
    public override string Bad => "CREATE INDEX orders_customer ON orders (customer_id);";
    public override string Good => "CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);";

    protected override IEnumerable<Finding> Check(CreateIndex operation, RuleContext context)
    {
        if (operation.Concurrently || context.CreatesTable(operation.Table) || context.Effect.Builds.Count == 0)
            yield break; // Nobody writes to a new table; ON ONLY and IF NOT EXISTS of what is there build nothing.

        var partitioned = context.Table(operation.Table)?.PartitionBy is not null;
        yield return Found(operation, $"Writes of {operation.Table} wait while {operation.Index.Name ?? "the index"} is built") with
        {
            Help = partitioned ? "CREATE INDEX ON ONLY the partitioned table, build one CONCURRENTLY on each partition, and ATTACH them" : Instead,
            Fix = partitioned || context.InTransaction ? null
                : Fixes.InsertBehind(context.Statement.Location, context, "CREATE [UNIQUE] INDEX", " CONCURRENTLY", "Build the index CONCURRENTLY"),
        };
    }
}
