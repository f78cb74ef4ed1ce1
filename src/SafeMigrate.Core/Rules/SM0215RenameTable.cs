using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Both versions run, and they know different names.</summary>
internal sealed class SM0215RenameTable : Rule<RenameTable>
{
    public override string Id => "SM0215";
    public override string Name => "rename-table";
    public override Severity Severity => Severity.Error;
    public override Dialect? Dialect => null;
    public override string Title => "RENAME TABLE breaks the version that still runs";
    public override string Why =>
        "The rename is instant, and in that instant every statement of the running version that names the table fails.";
    public override string Instead =>
        "Create an updatable view with the old name in the same transaction, and drop it when no old version is left";
    public override string Bad => "ALTER TABLE users RENAME TO accounts;";
    public override string Good => """
        BEGIN;
        ALTER TABLE users RENAME TO accounts;
        CREATE VIEW users AS SELECT * FROM accounts;
        COMMIT;
        """;

    protected override IEnumerable<Finding> Check(RenameTable operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table))
            yield break; // No released version knows the table.

        if (context.LaterAbout(operation.Table, Within.Transaction).Any(later => TakesName(later.Operation, operation.Table, context)))
            yield break; // A view or another table answers to the old name before anybody can ask.

        yield return Found(operation, $"Statements of the running version that use {operation.Table} fail once it is called {operation.NewName}");
    }

    private static bool TakesName(Operation operation, QualifiedName name, RuleContext context) => operation switch
    {
        CreateView view => context.Schema.Same(view.View, name),
        RenameTable rename => context.Schema.Same(rename.Table with { Name = rename.NewName }, name),
        CreateTable create => context.Schema.Same(create.Table, name),
        _ => false,
    };
}
