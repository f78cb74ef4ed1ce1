using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The columns that an operation defines.</summary>
internal static class Columns
{
    public static IEnumerable<Column> Of(Operation operation) => operation switch
    {
        CreateTable create => create.Columns,
        AddColumn add => [add.Column],
        _ => [],
    };
}
