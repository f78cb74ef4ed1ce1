using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>ATTACH is milder than PARTITION OF.</summary>
internal sealed class SM0603CreatePartitionOf : Rule<CreateTable>
{
    public override string Id => "SM0603";
    public override string Name => "create-partition-of";
    public override Severity Severity => Severity.Note;
    public override string Title => "CREATE TABLE ... PARTITION OF locks the whole partitioned table";
    public override string Why => """
        ACCESS EXCLUSIVE is taken on the partitioned table: all reads and writes of all partitions wait, and the statement waits for every
        query on any of them. That is a moment, unless slow work follows in the same transaction. ATTACH PARTITION
        takes a lock that blocks neither.
        """;
    public override string Instead => "CREATE TABLE (LIKE parent INCLUDING ALL), then ALTER TABLE parent ATTACH PARTITION";
    public override string Bad => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        -- next migration
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        """;
    public override string Good => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        -- next migration
        CREATE TABLE events_2024 (LIKE events INCLUDING ALL);
        ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        """;

    protected override IEnumerable<Finding> Check(CreateTable operation, RuleContext context)
    {
        if (operation.PartitionOf is not { } partition || context.CreatesTable(partition.Parent))
            yield break;

        if (operation.IfNotExists && context.Table(operation.Table) is not null)
            yield break; // Nothing is created.

        yield return Found(operation, $"All reads and writes of {partition.Parent} wait while its partition {operation.Table} is created");
    }
}
