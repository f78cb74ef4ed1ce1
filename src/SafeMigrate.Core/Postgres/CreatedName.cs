using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

/// <summary>By what a guard knows the thing that an operation creates.</summary>
internal static class CreatedName
{
    /// <summary>The names that a query in the catalog has to give, empty where the server chooses them; null where the operation creates nothing that has one.</summary>
    public static ValueList<string>? Of(Operation operation) => operation switch
    {
        AddConstraint { Constraint.Name: { } name } => [name],
        AddColumn add => [add.Table.Name, add.Column.Name],
        RenameColumn rename => [rename.Table.Name, rename.NewName],
        CreateTable create => [create.Table.Name],
        CreateIndex { Index.Name: { } name } => [name],
        CreateEnum type => [type.Type.Name],
        CreateType type => [type.Type.Name],
        CreateDomain type => [type.Domain.Name],
        AddEnumValue add => [add.Value],
        CreateTrigger trigger => [trigger.Trigger],
        ChangePolicy { Change: "CREATE" } policy => [policy.Policy],
        _ => null,
    };
}
