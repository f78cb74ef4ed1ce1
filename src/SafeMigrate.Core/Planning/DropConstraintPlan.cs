using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>Loosening: the new version may write what the constraint forbids, so it goes before the deploy. The way back checks the rows again.</summary>
internal sealed class DropConstraintPlan : OperationPlan<DropConstraint>
{
    protected override Plan Create(DropConstraint operation, PlanContext context)
    {
        var (table, name) = (operation.Table, operation.Constraint);
        if (context.Creates(table))
            return Steps.AtOnce(operation, $"{table} is new");
        if (ColumnPresence.Problem(context, table) is { } problem)
            return NotPossible(problem);
        if (operation.Cascade)
            return NotPossible($"CASCADE drops things that are not named: drop what depends on {name} by name");
        if (context.Table(table)?.Constraint(name) is not { } constraint)
        {
            if (!context.Schema.IsComplete)
                return NotPossible($"what {name} of {table} is, is not known, so it could not be brought back: give the migrations that created it, or --connection");
            return operation.IfExists ? Nothing($"{name} does not exist") : NotPossible($"constraint {name} of {table} does not exist");
        }

        if (constraint.IsInherited)
            return NotPossible($"{table} has {name} from its parent, and the server drops it there only: drop it there");
        if (PartitionTree.Obstacle(context, table) is { } obstacle && constraint is IndexConstraint or ForeignKey)
            return NotPossible(obstacle);

        var replaced = ReplacedKey.Of(table, context);
        return constraint switch
        {
            PrimaryKey when replaced is not null => Nothing($"{name} stays until contract, and another key takes its place then"),
            UniqueConstraint same when replaced?.New.Columns.Count == same.Columns.Count && same.Columns.All(replaced.New.Columns.Contains) => AfterKey(operation, new PartitionTree(context, again: true).Key(table, same, name)),
            PrimaryKey or UniqueConstraint when context.Table(table)!.Dependents.FirstOrDefault(dependent => dependent.Kind.StartsWith("foreign key", StringComparison.Ordinal)) is { } key =>
                NotPossible($"{key} references {table} and may need {name}: drop it first"),
            PrimaryKey => NotPossible($"without its primary key, UPDATE and DELETE on {table} fail where it is replicated: give it another replica identity and drop the key by hand"),
            UniqueConstraint unique => Dropped(operation, new PartitionTree(context, again: true).Key(table, unique, name), context),
            ExclusionConstraint => NotPossible($"{name} could be brought back only under a lock: drop it by hand"),
            NotNullConstraint notNull => new DropNotNullPlan().Create(new DropNotNull(table, notNull.Column), context),
            _ => Dropped(operation, new PartitionTree(context).Constraint(table, constraint with { Name = name, IsInherited = false }, name), context),
        };
    }

    // What the new key demands, nobody may be free to forbid in between.
    private static Plan AfterKey(DropConstraint operation, ValueList<Step> back) => new([])
    {
        Strategy = $"Drop {operation.Constraint} when no old version is left: the new primary key demands the same, and takes over then",
        Contract = [Steps.Of($"drop {operation.Constraint}", operation)],
        Revert = back,
    };

    private static Plan Dropped(DropConstraint operation, ValueList<Step> back, PlanContext context)
    {
        var plan = new Plan([])
        {
            Strategy = $"Drop {operation.Constraint} before the deploy, so that the new version may write what it forbids",
            Expand = [Steps.Of($"drop {operation.Constraint}", operation)],
            Rollback = back,
        };
        if (context.Schema.IsComplete && context.Table(operation.Table)?.Dependents.Any(dependent => dependent.Kind == "comment") != true)
            return plan;

        // Its comment comes back with it.
        var on = $"CONSTRAINT {PostgresIdentifier.Quote(operation.Constraint)} ON {PostgresWriter.Name(operation.Table)}";
        var keep = new KeepDefinition(DefinitionKind.Comment, on, "", context.Unique("kept", operation.Constraint));
        return plan with
        {
            Expand = [Steps.Of(plan.Expand[0].Title, keep, operation)],
            Rollback = [.. back, Steps.Of("bring its comment back", new RestoreDefinition(keep))],
            Purge = [Steps.Forgotten(keep)],
        };
    }
}
