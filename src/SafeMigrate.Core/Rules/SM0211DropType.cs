using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Code that casts to the type fails.</summary>
internal sealed class SM0211DropType : Rule<DropObject>
{
    public override string Id => "SM0211";
    public override string Name => "drop-type";
    public override Severity Severity => Severity.Warning;
    public override string Title => "DROP TYPE breaks the version that still runs";
    public override string Why =>
        "Casts and functions of the running version that name the type fail, and functions are not known to the server as dependents.";
    public override string Instead => "Release a version that does not name the type first";
    public override string Bad => "DROP TYPE order_state;";
    public override string Good => """
        -- safemigrate:ignore SM0211 no version since 1.8 names it
        DROP TYPE order_state;
        """;

    protected override IEnumerable<Finding> Check(DropObject operation, RuleContext context)
    {
        if (operation.Kind is not (ObjectKind.Type or ObjectKind.Domain) || operation.Cascade)
            yield break; // CASCADE is a finding of its own.

        if (context.OthersAbout(operation.Object).Any(other => Creates(other.Operation, operation.Object)))
            yield break; // Made or renamed in this migration, so that no released version knows it under this name; or made again.

        if (context.EarlierAbout(operation.Object).Any(other => EndsUseOf(operation.Object, other)))
            yield break; // The statement that took it from its column is reported, and breaks the same version.

        yield return Found(operation, $"Casts and functions of the running version that name {operation.Object} fail");
    }

    private static bool EndsUseOf(QualifiedName type, Moment other) => other.Operation switch
    {
        DropColumn or ChangeColumnType when other.Operation is ColumnOperation change => other.Schema.Find(change.Table)?.Column(change.Column)?.Type.Name == type.Name,
        DropTable drop => other.Schema.Find(drop.Table)?.Columns.Any(column => column.Type.Name == type.Name) == true,
        _ => false,
    };

    private static bool Creates(Operation operation, QualifiedName type) => operation switch
    {
        CreateEnum create => create.Type == type,
        CreateType create => create.Type == type,
        CreateDomain create => create.Domain == type,
        RenameObject rename => rename.Object.Schema == type.Schema && rename.NewName == type.Name,
        _ => false,
    };
}
