using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The running version may not expect NULL.</summary>
internal sealed class SM0222DropNotNull : Rule<DropNotNull>
{
    public override string Id => "SM0222";
    public override string Name => "drop-not-null";
    public override Severity Severity => Severity.Warning;
    public override Dialect? Dialect => null;
    public override string Title => "DROP NOT NULL lets NULLs in that the version that still runs does not expect";
    public override string Why => "As soon as a new version writes a NULL, the running one reads it into a type that cannot hold it.";
    public override string Instead => "Release a version that reads NULL first, and let no version write it before";
    public override string Bad => "ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;";
    public override string Good => """
        -- safemigrate:ignore SM0222 every version since 1.8 reads NULL
        ALTER TABLE orders ALTER COLUMN note DROP NOT NULL;
        """;

    protected override IEnumerable<Finding> Check(DropNotNull operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.AddsColumn(operation.Table, operation.Column))
            yield break;

        if (operation.Implied)
            yield break; // Nobody asked for it: the rule about ALTER COLUMN of SQL Server says so.

        if (context.LaterAbout(operation.Table).Any(later => later.Operation is SetNotNull or DropColumn && later.Operation is ColumnOperation change
            && change.Column == operation.Column && context.Schema.Same(change.Table, operation.Table)))
            yield break; // For as long as the migration runs, or until the column is gone, which has worse to say.

        if (context.Table(operation.Table) is { IsComplete: true } table && table.Column(operation.Column) is { NotNull: false } && !table.KeyColumns.Contains(operation.Column))
            yield break; // Nothing changes.

        yield return Found(operation, $"The running version may read a NULL from {operation.Table}.{operation.Column} that it does not expect");
    }
}
