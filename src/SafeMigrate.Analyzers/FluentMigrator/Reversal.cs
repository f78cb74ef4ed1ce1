using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>The way back of an AutoReversingMigration: each statement undone, the last one first.</summary>
internal static class Reversal
{
    public static ValueList<Statement> Of(IReadOnlyList<Statement> up) => [.. up.Reverse().Select(Of)];

    private static Statement Of(Statement statement) =>
        statement with { Operations = [.. statement.Operations.Reverse().Select(operation => Of(operation) with { Location = operation.Location })] };

    private static Operation Of(Operation operation) => operation switch
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
        _ => new Unreadable($"FluentMigrator cannot reverse {operation.Name}; derive from Migration and write Down"),
    };
}
