using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: every partition is locked at once.</summary>
internal sealed class SM0606PartitionedTableFanout : Rule<TableOperation>
{
    public override string Id => "SM0606";
    public override string Name => "partitioned-table-fanout";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A change of a partitioned table locks all of its partitions";
    public override string Why =>
        "The lock is taken on the parent and on each partition, one after the other, and all are held until the end.";
    public override string Instead => "Do the work partition by partition where the server allows it";
    public override string Bad => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        -- next migration
        ALTER TABLE events ADD COLUMN note text;
        """;
    public override string Good => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        """;

    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table))
            yield break;

        var count = context.Schema.PartitionsOf(operation.Table).Count();
        if (count > 0 && context.Effect.Locks.Count > count && context.Effect.Locks[0].Mode >= LockMode.Share)
            yield return Found(operation, $"{count} partitions of {operation.Table} are locked at once");
    }
}
