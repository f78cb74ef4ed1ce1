using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The names that an operation gives.</summary>
internal static class Names
{
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
