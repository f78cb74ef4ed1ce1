using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: a DEFAULT partition makes every later one dearer.</summary>
internal sealed class SM0607DefaultPartition : Rule<Operation>
{
    public override string Id => "SM0607";
    public override string Name => "default-partition";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A DEFAULT partition is created";
    public override string Why => "Each partition that is added later reads the DEFAULT partition, and DETACH CONCURRENTLY is refused.";
    public override string Instead => "Create the partitions ahead of time instead";
    public override string Bad => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_rest PARTITION OF events DEFAULT;
        """;
    public override string Good => """
        CREATE TABLE events (day date NOT NULL) PARTITION BY RANGE (day);
        CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (operation is CreateTable { PartitionOf.IsDefault: true } or AttachPartition { Bound: "DEFAULT" })
            yield return Found(operation, $"Every later partition of {(operation as AttachPartition)?.Table ?? ((CreateTable)operation).PartitionOf!.Parent} reads the DEFAULT partition");
    }
}
