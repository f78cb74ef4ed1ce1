using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The version that still runs reads and writes the column.</summary>
internal sealed class SM0201DropColumn : Rule<DropColumn>
{
    public override string Id => "SM0201";
    public override string Name => "drop-column";
    public override Severity Severity => Severity.Error;
    public override Dialect? Dialect => null;
    public override string Title => "DROP COLUMN breaks the version that still runs";
    public override string Why => """
        The running version names the column in its SELECTs and INSERTs, and they fail from the moment it is gone; what is in it is lost.
        Leaving the new version to deploy first is not enough while both run.
        """;
    public override string Instead =>
        "Release a version that does not use the column first (make it nullable or give it a default before), and drop it in "
        + "the contract phase";
    public override string Bad => "ALTER TABLE orders DROP COLUMN note;";
    public override string Good => """
        -- safemigrate:ignore SM0201 no version since 1.8 uses it
        ALTER TABLE orders DROP COLUMN note;
        """;

    protected override IEnumerable<Finding> Check(DropColumn operation, RuleContext context)
    {
        if (!SpeaksForAll(operation, context, IsLoss))
            yield break;

        var columns = context.Statement.Operations.OfType<DropColumn>().Where(IsLoss).Select(drop => drop.Column).ToList();
        var table = context.Table(operation.Table);
        var required = columns.Where(column => table?.Column(column) is { NotNull: true, Default: null, Identity: null }).ToList();
        yield return Found(operation, columns.Count == 1
            ? $"Statements of the running version that use {operation.Table}.{columns[0]} fail once it is dropped"
                + (required.Count == 0 ? "" : ", and until it is dropped a version without it cannot INSERT, because it is NOT NULL")
            : $"Statements of the running version that use {Words.And(columns)} of {operation.Table} fail once they are dropped"
                + (required.Count == 0 ? "" : $", and until then a version without them cannot INSERT, because {Words.And(required)} {(required.Count == 1 ? "is" : "are")} NOT NULL"));

        // No released version knows a column of this migration.
        bool IsLoss(DropColumn drop) => drop.Table == operation.Table && !context.CreatesTable(drop.Table) && !context.AddsColumn(drop.Table, drop.Column);
    }
}
