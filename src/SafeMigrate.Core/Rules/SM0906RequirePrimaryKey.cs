using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Style.</summary>
internal sealed class SM0906RequirePrimaryKey : Rule<CreateTable>
{
    public override string Id => "SM0906";
    public override string Name => "require-primary-key";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override Dialect? Dialect => null;
    public override string Title => "A table without a primary key";
    public override string Why => "Logical replication cannot UPDATE or DELETE its rows, and tools that repack or backfill need a key.";
    public override string Instead => "Add a primary key";
    public override string Bad => "CREATE TABLE events (kind text);";
    public override string Good => "CREATE TABLE events (id bigint PRIMARY KEY, kind text);";

    protected override IEnumerable<Finding> Check(CreateTable operation, RuleContext context)
    {
        var keyed = operation.Constraints.Concat(operation.Columns.SelectMany(column => column.Constraints)).OfType<PrimaryKey>().Any();
        if (keyed || operation.Persistence == Persistence.Temporary || operation.PartitionOf is not null || operation.Like.Count > 0 || operation.Inherits.Count > 0)
            yield break;

        if (!context.LaterAbout(operation.Table).Any(later => later.Operation is AddPrimaryKey add && context.Schema.Same(add.Table, operation.Table)))
            yield return Found(operation, $"{operation.Table} has no primary key");
    }
}
