using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// Splits migrations into phases that the old and the new version of an application survive. Pure: the same migration and schema give the
/// same plans, names included. PostgreSQL only.
/// </summary>
public static class Planner
{
    private static readonly IReadOnlyList<OperationPlan> All =
    [
        new CreateTablePlan(),
        new DropTablePlan(),
        new RenameTablePlan(),
        new MoveTablePlan(),
        new AddColumnPlan(),
        new DropColumnPlan(),
        new RenameColumnPlan(),
        new ChangeColumnTypePlan(),
        new SetNotNullPlan(),
        new DropNotNullPlan(),
        new SetDefaultPlan(),
        new DropDefaultPlan(),
        new AddCheckPlan(),
        new AddForeignKeyPlan(),
        new AddUniquePlan(),
        new DropConstraintPlan(),
        new AlterConstraintPlan(),
        new CreateIndexPlan(),
        new DropIndexPlan(),
        new PartitionPlan(),
        new RenameEnumValuePlan(),
        new ObjectPlan(),
        new UpdateRowsPlan(),
        new PropertyPlan(),
        new IdentityPlan(),
        new SecondNamePlan(),
        new SessionPlan(),
        new MaintenancePlan(),
        new DomainPlan(),
        new DefinedObjectPlan(),
        new AsWrittenPlan(),
    ];

    /// <summary>The plans of a migration's operations, in order. An operation without a safe plan gives one that says why.</summary>
    /// <param name="migration">What to split.</param>
    /// <param name="schema">The database before the migration: the live catalog, or the fold of the migrations before it.</param>
    /// <param name="version">The server's major version, 14 to 18.</param>
    /// <param name="open">Plans of earlier migrations that are begun and not purged; null for none.</param>
    public static IReadOnlyList<Plan> Plan(Migration migration, Schema schema, int version = 14, IReadOnlyList<OpenPlan>? open = null)
    {
        var plans = new List<Plan>();
        migration = RenamedTable.First(HandmadeTypeChange.Joined(migration, schema), schema);
        var context = new PlanContext(migration, schema, version)
        {
            Before = schema,
            New = NewObjects.Of(schema, open ?? []),
            Open = (open ?? []).Aggregate(new OpenChanges(schema), (changes, one) => changes.With(one)),
        };
        context = context with { Copies = [.. TableCopy.All(context)], Merges = [.. TableMerge.All(context)] };
        foreach (var statement in migration.Statements)
        {
            if (statement.Whole is { } whole && !Guarded.RunsApart(statement))
            {
                context = context.For(statement);
                var plan = Plan(statement.Operations, whole, context) with { Change = statement.Operations };
                plans.Add(plan);
                context = statement.Operations.Aggregate(context, (after, operation) => after.After(operation, plan));
                continue;
            }

            var guarded = Guarded.Of(statement, context);
            foreach (var operation in statement.Operations)
            {
                context = context.For(statement);
                if (guarded.Existing(operation) is { } there)
                {
                    plans.Add(OperationPlan.Nothing($"{there.Name} is done already: what it creates exists") with { Change = [operation] });
                    continue;
                }

                var plan = guarded.Unless(operation, Plan(operation, context), context) with { Change = [operation] };
                plans.Add(plan);
                context = ReplacedKey.IsKept(operation, context) ? context : context.After(operation, plan);
            }
        }

        return ReplacedType.AtOnce(plans, migration, schema);
    }

    // A DO block may do its parts under conditions, and the parts of a WITH see each other's rows.
    private static Plan Plan(ValueList<Operation> parts, string whole, PlanContext context) =>
        parts.Select(context.Refusal).FirstOrDefault(reason => reason is not null) is { } refusal
            ? OperationPlan.NotPossible(refusal)
            : Plan(parts.OfType<Unreadable>().FirstOrDefault() ?? (Operation)new Opaque("its parts cannot run apart", whole) { Location = parts[0].Location }, context);

    private static Plan Plan(Operation operation, PlanContext context) =>
        RenamedTable.Of(operation, context) is { } rename ? RenamedTable.Plan(operation, rename, context, Plan)
            : context.Refusal(operation) is { } reason ? OperationPlan.NotPossible(reason)
            : Holding(All.First(plan => plan.Handles(operation)).Create(operation, context), context);

    private static Plan Holding(Plan plan, PlanContext context) =>
        plan.NotPossible is null && Inheritance.Problem(plan, context) is { } problem ? OperationPlan.NotPossible(problem) : plan with
        {
            Expand = Seen(plan.Expand, context),
            Revert = Seen(plan.Revert, context),
        };

    // What a new trigger changes, the triggers of open changes must see.
    private static ValueList<Step> Seen(ValueList<Step> steps, PlanContext context) => steps.Select(step =>
    {
        var fitted = step.Operations.Where(operation => operation is CreateTrigger or CreateFill or CreateDerived or CreateValueMap).Cast<TableOperation>()
            .SelectMany(operation => context.Open.Fitted(operation.Table)).Distinct().ToList();
        return fitted.Count == 0 ? step : step with { Operations = [.. step.Operations, .. fitted] };
    }).ToValueList();
}
