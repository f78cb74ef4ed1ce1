using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Refused where a DEFAULT partition exists.</summary>
internal sealed class SM0605DetachConcurrentlyWithDefault : Rule<DetachPartition>
{
    public override string Id => "SM0605";
    public override string Name => "detach-concurrently-with-default";
    public override Severity Severity => Severity.Error;
    public override string Title => "DETACH PARTITION CONCURRENTLY fails where a DEFAULT partition exists";
    public override string Why => "The server answers: cannot detach partitions concurrently when a default partition exists.";
    public override string Instead => "DETACH PARTITION without CONCURRENTLY, with a short lock_timeout and retries";
    public override string Bad => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE TABLE events_rest PARTITION OF events DEFAULT;
        -- next migration
        ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY;
        """;
    public override string Good => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        CREATE TABLE events_rest PARTITION OF events DEFAULT;
        -- next migration
        SET lock_timeout = '500ms';
        ALTER TABLE events DETACH PARTITION events_2024;
        """;

    protected override IEnumerable<Finding> Check(DetachPartition operation, RuleContext context)
    {
        if (operation.Concurrently && TableLocks.DefaultPartition(context.Schema, operation.Table) is { } rest)
            yield return Found(operation, $"The server refuses to detach {operation.Partition} concurrently, because {operation.Table} has the DEFAULT partition {rest}");
    }
}
