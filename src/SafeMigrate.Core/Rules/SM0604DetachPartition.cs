using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>All partitions are locked.</summary>
internal sealed class SM0604DetachPartition : Rule<DetachPartition>
{
    public override string Id => "SM0604";
    public override string Name => "detach-partition";
    public override Severity Severity => Severity.Warning;
    public override string Title => "DETACH PARTITION without CONCURRENTLY locks the whole partitioned table";
    public override string Why =>
        "ACCESS EXCLUSIVE is taken on the partitioned table, the partition and the DEFAULT partition: all reads and writes wait.";
    public override string Instead =>
        "DETACH PARTITION ... CONCURRENTLY, outside a transaction; with a DEFAULT partition a short lock_timeout and retries";
    public override string Bad => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        -- next migration
        ALTER TABLE events DETACH PARTITION events_2024;
        """;
    public override string Good => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        -- next migration
        ALTER TABLE events DETACH PARTITION events_2024 CONCURRENTLY;
        """;

    protected override IEnumerable<Finding> Check(DetachPartition operation, RuleContext context)
    {
        if (operation.Concurrently || operation.Finalize || context.CreatesTable(operation.Table))
            yield break;

        var hasDefault = TableLocks.DefaultPartition(context.Schema, operation.Table) is not null;
        if (hasDefault && Timeouts.Protects(context))
            yield break; // The only way there is.

        yield return Found(operation, $"All reads and writes of {operation.Table} wait while {operation.Partition} is detached")
            with
        { Fix = hasDefault || context.InTransaction ? null : Fixes.Append(operation.Location, context, " CONCURRENTLY", "Detach CONCURRENTLY") };
    }
}
