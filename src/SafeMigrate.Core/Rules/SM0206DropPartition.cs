using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Dropping an attached partition locks the whole partitioned table.</summary>
internal sealed class SM0206DropPartition : Rule<DropTable>
{
    public override string Id => "SM0206";
    public override string Name => "drop-partition";
    public override Severity Severity => Severity.Warning;
    public override string Title => "DROP TABLE of a partition locks its parent and the DEFAULT partition";
    public override string Why => """
        Dropping an attached partition takes ACCESS EXCLUSIVE on the partitioned table and on its DEFAULT partition: all reads and writes
        of all partitions wait.
        """;
    public override string Instead => "ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY first, then drop the table that is left";
    public override string Bad => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
        -- next migration
        DROP TABLE events_2023;
        """;
    public override string Good => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_2023 PARTITION OF events FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
        -- next migration
        ALTER TABLE events DETACH PARTITION events_2023 CONCURRENTLY;
        -- next migration
        -- safemigrate:ignore SM0204 older than the retention time
        DROP TABLE events_2023;
        """;

    protected override IEnumerable<Finding> Check(DropTable operation, RuleContext context)
    {
        if (context.Table(operation.Table)?.PartitionOf is not { } partition || context.CreatesTable(partition.Parent) || context.CreatesTable(operation.Table))
            yield break;

        yield return Found(operation, $"All reads and writes of {partition.Parent} wait while its partition {operation.Table} is dropped, and the rows are lost");
    }
}
