using SafeMigrate.Operations;

namespace SafeMigrate.Tool.Reporting;

/// <summary>An operation in a few words.</summary>
internal static class OperationText
{
    /// <summary><c>RenameColumn orders.status to state</c>.</summary>
    public static string Of(Operation operation) => $"{operation.Name} {About(operation)}".TrimEnd();

    private static string About(Operation operation) => operation switch
    {
        RenameColumn rename => $"{rename.Table}.{rename.Column} to {rename.NewName}",
        RenameTable rename => $"{rename.Table} to {rename.NewName}",
        ChangeColumnType change => $"{change.Table}.{change.Column} to {change.Type}",
        AddColumn add => $"{add.Table}.{add.Column.Name}",
        ColumnOperation column => $"{column.Table}.{column.Column}",
        AddConstraint { Constraint.Name: { } name } add => $"{name} on {add.Table}",
        DropConstraint drop => $"{drop.Constraint} of {drop.Table}",
        CreateIndex { Index.Name: { } name } create => $"{name} on {create.Table}",
        DropIndex drop => drop.Index.ToString(),
        InsertRows insert => insert.Table.ToString(),
        UpdateRows update => update.Table.ToString(),
        DeleteRows delete => delete.Table.ToString(),
        OtherStatement other => other.Kind,
        TableOperation table => table.Table.ToString(),
        _ => "",
    };
}
