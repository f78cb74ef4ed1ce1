using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>
/// The way back of an AutoReversingMigration: each statement undone, the last one first. FluentMigrator throws where it cannot undo one; then
/// there is none.
/// </summary>
internal static class Reversal
{
    public static ValueList<Statement> Of(IReadOnlyList<Statement> up)
    {
        var reversed = up.Reverse().Select(Of).ToList();
        return reversed.Contains(null) ? [] : [.. reversed.OfType<Statement>()];
    }

    private static Statement? Of(Statement statement)
    {
        var operations = statement.Operations.Reverse().Select(operation => Of(operation) is { } reverse ? reverse with { Location = operation.Location } : null).ToList();
        return operations.Contains(null) ? null : statement with { Operations = [.. operations.OfType<Operation>()] };
    }

    private static Operation? Of(Operation operation) => operation switch
    {
        CreateTable create => new DropTable(create.Table),
        AddColumn add => new DropColumn(add.Table, add.Column.Name),
        CreateIndex create => new DropIndex(create.Table with { Name = create.Index.Name! }) { Table = create.Table },
        AddConstraint add => new DropConstraint(add.Table, add.Constraint.Name!),
        RenameTable rename => new RenameTable(rename.Table with { Name = rename.NewName }, rename.Table.Name),
        RenameColumn rename => new RenameColumn(rename.Table, rename.NewName, rename.Column),
        CreateSchema create => new DropObject(ObjectKind.Schema, create.Schema),
        CreateSequence create => new DropObject(ObjectKind.Sequence, create.Sequence),
        Unreadable or Opaque => operation,
        _ => null,
    };
}
