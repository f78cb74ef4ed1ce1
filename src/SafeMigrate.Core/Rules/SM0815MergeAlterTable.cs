using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: one ALTER TABLE takes its lock once.</summary>
internal sealed class SM0815MergeAlterTable : Rule<TableOperation>
{
    public override string Id => "SM0815";
    public override string Name => "merge-alter-table";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "Several ALTER TABLE of one table in a row";
    public override string Why => "Each takes the lock anew and may scan the table again.";
    public override string Instead => "Write one ALTER TABLE with several parts, unless one of them is meant to take a weaker lock";
    public override string Bad => """
        ALTER TABLE orders ADD COLUMN a text;
        ALTER TABLE orders ADD COLUMN b text;
        """;
    public override string Good => "ALTER TABLE orders ADD COLUMN a text, ADD COLUMN b text;";

    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        var before = context.EarlierInTransaction.FirstOrDefault() ?? context.EarlierInMigration.FirstOrDefault();
        if (before?.Operation is not TableOperation other || ReferenceEquals(before.Statement, context.Statement) || !context.Schema.Same(other.Table, operation.Table))
            yield break;

        if (before.Statement.Kind == "AlterTableStmt" && context.Statement.Kind == "AlterTableStmt" && context.EffectOf(before).Locks[0].Mode == context.Effect.Locks[0].Mode)
            yield return Found(operation, $"The ALTER TABLE before could do this as well and lock {operation.Table} once");
    }
}
