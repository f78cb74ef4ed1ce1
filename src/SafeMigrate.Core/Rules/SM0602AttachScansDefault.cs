using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The DEFAULT partition may hold rows of the new one.</summary>
internal sealed class SM0602AttachScansDefault : Rule<TableOperation>
{
    public override string Id => "SM0602";
    public override string Name => "attach-scans-default";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "A new partition scans the DEFAULT partition";
    public override string Why => """
        Rows that belong into the new partition may be in the DEFAULT partition, so all of it is read under ACCESS EXCLUSIVE, unless a
        valid CHECK of it excludes them.
        """;
    public override string Instead => "Add a CHECK to the DEFAULT partition that excludes the new range, NOT VALID, and VALIDATE it before";
    public override string Bad => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_rest PARTITION OF events DEFAULT;
        -- next migration
        CREATE TABLE events_2024 (day date NOT NULL);
        ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        """;
    public override string Good => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_rest PARTITION OF events DEFAULT;
        -- next migration
        ALTER TABLE events_rest ADD CONSTRAINT not_2024 CHECK (day < '2024-01-01' OR day >= '2025-01-01') NOT VALID;
        -- next migration
        ALTER TABLE events_rest VALIDATE CONSTRAINT not_2024;
        -- next migration
        CREATE TABLE events_2024 (day date NOT NULL);
        ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        """;

    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        var parent = operation switch
        {
            AttachPartition attach => attach.Table,
            CreateTable { PartitionOf: { IsDefault: false } partition } => partition.Parent,
            _ => null,
        };
        if (parent is null || TableLocks.DefaultPartition(context.Schema, parent) is not { } rest || context.CreatesTable(rest))
            yield break;

        if (PartitionLocks.ImpliesBound(context.Schema, rest, parent))
            yield break; // The CHECK that the recipe asks for.

        yield return Found(operation, $"All of the DEFAULT partition {rest} is read while its reads and writes wait");
    }
}
