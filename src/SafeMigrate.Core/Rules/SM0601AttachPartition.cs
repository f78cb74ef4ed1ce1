using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Every row is compared with the bound under the lock.</summary>
internal sealed class SM0601AttachPartition : Rule<AttachPartition>
{
    public override string Id => "SM0601";
    public override string Name => "attach-partition";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "ATTACH PARTITION scans the table that is attached";
    public override string Why => """
        Unless a valid CHECK of the table implies the bound, with NOT NULL, PostgreSQL reads all of it under ACCESS EXCLUSIVE: its reads
        and writes wait.
        """;
    public override string Instead => "Add a CHECK that says what the bound says, NOT VALID, VALIDATE it, ATTACH, and drop the CHECK";
    public override string Bad => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 (day date NOT NULL);
        -- next migration
        ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        """;
    public override string Good => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 (day date NOT NULL);
        -- next migration
        ALTER TABLE events_2024 ADD CONSTRAINT in_2024 CHECK (day >= '2024-01-01' AND day < '2025-01-01') NOT VALID;
        -- next migration
        ALTER TABLE events_2024 VALIDATE CONSTRAINT in_2024;
        -- next migration
        ALTER TABLE events ATTACH PARTITION events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        """;

    protected override IEnumerable<Finding> Check(AttachPartition operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Partition) || PartitionLocks.ImpliesBound(context.Schema, operation.Partition, operation.Table))
            yield break; // No rows, or the CHECK that the recipe asks for.

        yield return Found(operation, $"All of {operation.Partition} is read while its reads and writes wait");
    }
}
