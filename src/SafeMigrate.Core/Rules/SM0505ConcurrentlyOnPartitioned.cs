using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Refused by every version.</summary>
internal sealed class SM0505ConcurrentlyOnPartitioned : Rule<CreateIndex>
{
    public override string Id => "SM0505";
    public override string Name => "concurrently-on-partitioned";
    public override Severity Severity => Severity.Error;
    public override string Title => "CREATE INDEX CONCURRENTLY on a partitioned table fails";
    public override string Why => "The server answers: cannot create index on partitioned table concurrently.";
    public override string Instead =>
        "CREATE INDEX ON ONLY the partitioned table, build one CONCURRENTLY on each partition, and ATTACH them";
    public override string Bad => """
        CREATE TABLE events (day date NOT NULL, kind text) PARTITION BY RANGE (day);
        -- next migration
        CREATE INDEX CONCURRENTLY events_kind ON events (kind);
        """;
    public override string Good => """
        CREATE TABLE events (day date NOT NULL, kind text) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        -- next migration
        CREATE INDEX events_kind ON ONLY events (kind);
        CREATE INDEX CONCURRENTLY events_2024_kind ON events_2024 (kind);
        ALTER INDEX events_kind ATTACH PARTITION events_2024_kind;
        """;

    protected override IEnumerable<Finding> Check(CreateIndex operation, RuleContext context)
    {
        if (operation.Concurrently && context.Table(operation.Table)?.PartitionBy is not null)
            yield return Found(operation, $"The server refuses to build {operation.Index.Name ?? "the index"} concurrently, because {operation.Table} is partitioned");
    }
}
