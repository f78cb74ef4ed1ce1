using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// Constraints and indexes get their new names when no old version is left: queries name them in ON CONFLICT ON CONSTRAINT and where an error is handled only. A view
/// has both names until then, and so has a type.
/// </summary>
internal sealed class SecondNamePlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation is RenameConstraint or RenameIndex or RenameObject { Kind: ObjectKind.View or ObjectKind.Type };

    public override Plan Create(Operation operation, PlanContext context)
    {
        if (context.Said("phase") is not null)
            return new AsWrittenPlan().Create(operation, context);
        return operation switch
        {
            RenameConstraint rename when context.Creates(rename.Table) => Steps.AtOnce(operation, $"{rename.Table} is new"),
            RenameConstraint rename => Constraint(rename, context),
            RenameIndex rename when context.Schema.OwnerOf(rename.Index) is { } table && context.Creates(table.Name) => Steps.AtOnce(operation, $"{table.Name} is new"),
            RenameObject rename when context.New.Has(rename.Kind, rename.Object) && rename.Kind == ObjectKind.View => Steps.AtOnce(operation, $"{rename.Object} is new"),
            RenameIndex rename => Index(rename, context),
            RenameObject { Kind: ObjectKind.Type } rename => ReplacedType.Rename(rename, context),
            _ => View((RenameObject)operation),
        };
    }

    private static Plan Constraint(RenameConstraint rename, PlanContext context)
    {
        if (ColumnPresence.Problem(context, rename.Table) is { } problem)
            return NotPossible(problem);
        if (context.Table(rename.Table) is { IsComplete: true } table && table.Constraint(rename.Constraint) is null)
            return NotPossible($"{rename.Table} has no constraint {rename.Constraint}");
        return Renamed(rename.Constraint, rename.NewName, rename, new RenameConstraint(rename.Table, rename.NewName, rename.Constraint));
    }

    private static Plan Index(RenameIndex rename, PlanContext context) => context.Schema.IsComplete && context.Schema.FindIndex(rename.Index) is null
        && !context.Schema.Tables.Any(table => table.Constraint(rename.Index.Name) is IndexConstraint && context.Schema.Same(table.Name with { Name = rename.Index.Name }, rename.Index))
        ? NotPossible($"index {rename.Index} does not exist")
        : Renamed(rename.Index.Name, rename.NewName, rename, new RenameIndex(rename.Index with { Name = rename.NewName }, rename.Index.Name));

    private static Plan Renamed(string name, string newName, Operation rename, Operation back) => new([])
    {
        Strategy = $"Rename {name} when no old version is left",
        Contract = [Steps.Of($"rename {name} to {newName}", rename)],
        Revert = [Steps.Of($"rename {newName} back", back)],
        Notes = [$"Until contract it is {name}: code that names it (ON CONFLICT ON CONSTRAINT, errors that are handled by name) must know both names"],
    };

    private static Plan View(RenameObject rename)
    {
        var renamed = rename.Object with { Name = rename.NewName };
        var alias = new CreateAlias(rename.Object, rename.NewName);
        var end = new DropAlias(rename.Object, rename.NewName);
        return new Plan([])
        {
            Strategy = $"Give {rename.Object} the second name {rename.NewName} for the new version, and rename it when no old version is left",
            Expand = [Steps.Of($"let the new version use {rename.NewName}", alias)],
            Contract = [new Step($"rename {rename.Object} to {rename.NewName}", [end, rename]) { Sign = rename }],
            Revert =
            [
                Steps.Of($"rename {rename.NewName} back", new RunSql($"ALTER VIEW {PostgresWriter.Name(renamed)} RENAME TO {PostgresIdentifier.Quote(rename.Object.Name)}"), alias),
            ],
            Rollback = [Steps.Of($"take {rename.NewName} away", end)],
        };
    }
}
