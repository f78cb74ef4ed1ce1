using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Both versions run, and they know different names.</summary>
internal sealed class SM0214RenameColumn : Rule<RenameColumn>
{
    public override string Id => "SM0214";
    public override string Name => "rename-column";
    public override Severity Severity => Severity.Error;
    public override Dialect? Dialect => null;
    public override string Title => "RENAME COLUMN breaks the version that still runs";
    public override string Why => """
        The rename is instant, and in that instant every statement of the running version that names the column fails. Bodies of functions
        keep the old name and fail as well.
        """;
    public override string Instead =>
        "Add the new column, keep both equal with a trigger, fill it in batches, and drop the old one when no old version is left";
    public override string Bad => "ALTER TABLE users RENAME COLUMN name TO full_name;";
    public override string Good => "ALTER TABLE users ADD COLUMN full_name text;";

    protected override IEnumerable<Finding> Check(RenameColumn operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.AddsColumn(operation.Table, operation.Column))
            yield break; // No released version knows the column.

        yield return Found(operation, $"Statements of the running version that use {operation.Table}.{operation.Column} fail once it is called {operation.NewName}");
    }
}
