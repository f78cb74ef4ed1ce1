using SafeMigrate.Operations;
using SafeMigrate.Planning;

namespace SafeMigrate.Runner;

/// <summary>Changes and operations in a few words.</summary>
internal static class Describe
{
    /// <summary>The operations of a change: <c>RenameColumn users.username</c>.</summary>
    public static string Change(Plan plan) => string.Join(", ", plan.Change.Select(Operation).Distinct());

    private static string Operation(Operation operation) => operation.Name + " " + operation switch
    {
        AddColumn add => $"{add.Table}.{add.Column.Name}",
        ColumnOperation column => $"{column.Table}.{column.Column}",
        AddConstraint { Constraint.Name: { } name } add => $"{name} on {add.Table}",
        CreateIndex { Index.Name: { } name } create => $"{name} on {create.Table}",
        DropIndex drop => drop.Index.ToString(),
        TableOperation table => table.Table.ToString(),
        OtherStatement other => other.Kind,
        InsertRows insert => insert.Table.ToString(),
        UpdateRows update => update.Table.ToString(),
        DeleteRows delete => delete.Table.ToString(),
        _ => "",
    };
}
