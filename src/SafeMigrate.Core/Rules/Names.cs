using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The names that an operation gives.</summary>
internal static class Names
{
    /// <summary>True for a table of the server's own catalog, such as <c>pg_index</c>.</summary>
    public static bool IsOfTheServer(QualifiedName table) => table.Schema is "pg_catalog" or "information_schema"
        || (table.Schema is null && table.Name.StartsWith("pg_", StringComparison.Ordinal));

    public static IEnumerable<string> GivenBy(Operation operation) => Given(operation).OfType<string>();

    private static IEnumerable<string?> Given(Operation operation) => operation switch
    {
        CreateTable create =>
        [
            create.Table.Name,
            .. create.Columns.Select(column => column.Name),
            .. create.Constraints.Concat(create.Columns.SelectMany(column => column.Constraints)).Select(constraint => constraint.Name),
        ],
        AddColumn add => [add.Column.Name, .. add.Column.Constraints.Select(constraint => constraint.Name)],
        AddConstraint add => [add.Constraint.Name],
        CreateIndex create => [create.Index.Name],
        RenameTable rename => [rename.NewName],
        RenameColumn rename => [rename.NewName],
        CreateTrigger create => [create.Trigger],
        CreateView create => [create.View.Name],
        _ => [],
    };
}
