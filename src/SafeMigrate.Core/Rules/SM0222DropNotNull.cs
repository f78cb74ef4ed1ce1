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
        if (!SpeaksForAll(operation, context, IsNew))
            yield break;

        var columns = context.Statement.Operations.OfType<DropNotNull>().Where(IsNew).Select(drop => $"{drop.Table}.{drop.Column}");
        yield return Found(operation, $"The running version may read a NULL from {Words.And(columns)} that it does not expect");

        bool IsNew(DropNotNull drop) => drop.Table == operation.Table && MayBeNull(drop, context);
    }

    private static bool MayBeNull(DropNotNull drop, RuleContext context)
    {
        if (context.CreatesTable(drop.Table) || context.AddsColumn(drop.Table, drop.Column))
            return false;

        if (drop.Implied)
            return false; // Nobody asked for it: the rule about ALTER COLUMN of SQL Server says so.

        if (context.LaterAbout(drop.Table).Any(later => later.Operation is SetNotNull or DropColumn && later.Operation is ColumnOperation change
            && change.Column == drop.Column && context.Schema.Same(change.Table, drop.Table)))
            return false; // For as long as the migration runs, or until the column is gone, which has worse to say.

        // Else nothing changes.
        return context.Table(drop.Table) is not { IsComplete: true } table || table.Column(drop.Column) is not { NotNull: false } || table.KeyColumns.Contains(drop.Column);
    }
}
