using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// A type in the place of another one, as where a value of an enum is to go: CREATE TYPE under another name, ALTER COLUMN ... TYPE, DROP TYPE of the old one, and RENAME of the new one.
/// Until purge the old column follows under a name of its own, and so does the old type.
/// </summary>
internal static class ReplacedType
{
    /// <summary>The plan of dropping a type that columns leave in the same migration; null where they leave none.</summary>
    public static Plan? Drop(DropObject drop, PlanContext context)
    {
        if (Renames(context.Migration).FirstOrDefault(rename => context.Schema.Same(Renamed(rename), drop.Object)) is { } away && IsLeft(away.Object, context))
            return new Plan([]) { Strategy = $"{away.Object}, which it was, goes with the columns that had it" };
        return IsLeft(drop.Object, context) ? Left(drop.Object, context) : null;
    }

    private static IEnumerable<RenameObject> Renames(Migration migration) => migration.Operations.OfType<RenameObject>().Where(rename => rename.Kind == ObjectKind.Type);

    private static QualifiedName Renamed(RenameObject rename) => rename.Object with { Name = rename.NewName };

    private static bool IsDropped(QualifiedName type, PlanContext context) =>
        context.Migration.Operations.Any(operation => operation is DropObject { Kind: ObjectKind.Type } drop && context.Schema.Same(drop.Object, type));

    private static bool IsLeft(QualifiedName type, PlanContext context) =>
        context.Migration.Operations.OfType<ChangeColumnType>().Any(change => Has(context.Before, context.Before.Find(change.Table)?.Column(change.Column), type));

    private static Plan Left(QualifiedName type, PlanContext context)
    {
        if (context.Schema.Tables.SelectMany(table => table.Columns.Select(column => (table, column))).FirstOrDefault(one => Has(context.Schema, one.column, type)) is { table: { } user, column: var left })
            return OperationPlan.NotPossible($"{user.Name}.{left.Name} is still a {type}: change its type too");

        var retired = type with { Name = context.Unique("sm_old", type.Name) };
        return new Plan([])
        {
            Strategy = $"Take the name {type} away when no old version is left, and drop the type with the columns that had it",
            Expand = [Steps.Of("let the columns of either type take values of the other", [.. Casts(context, type, type, final: false, create: true)])],
            Rollback = [Steps.Of("let them no longer", [.. Casts(context, type, type, final: false, create: false)])],
            Contract = [Steps.Of($"take the name {type} away", new RenameObject(ObjectKind.Type, type, retired.Name)) with { Sign = new CreateEnum(retired, []) }],
            Purge =
            [
                Steps.Of(
                    $"drop the type that {type} was",
                    [.. Casts(context, type, retired, final: true, create: false), new DropObject(ObjectKind.Type, retired) { IfExists = true }]),
            ],
            Revert = [Steps.Of($"give the name {type} back", new RenameObject(ObjectKind.Type, retired, type.Name))],
        };
    }

    /// <summary>The plan of giving a type another name.</summary>
    public static Plan Rename(RenameObject rename, PlanContext context)
    {
        var renamed = Renamed(rename);
        var forth = new RenameObject(ObjectKind.Type, rename.Object, rename.NewName);
        if (context.IsUnused)
            return Steps.AtOnce(forth, "all tables are new");
        if (context.CreatesType(rename.Object, rename, after: true) && !context.CreatesType(rename.Object, rename, after: false))
        {
            return OperationPlan.NotPossible($"the new {rename.Object} cannot have that name while the old version uses the old one: write it the other way round, CREATE TYPE under another name, ALTER COLUMN ... TYPE, "
                + $"DROP TYPE {rename.Object}, and RENAME of the new type to {rename.Object}: the plan keeps both until no old version is left");
        }

        if (IsLeft(rename.Object, context) && IsDropped(renamed, context))
            return Left(rename.Object, context);

        var taken = IsLeft(renamed, context) && (IsDropped(renamed, context) || Renames(context.Migration).Any(away => context.Schema.Same(away.Object, renamed)));
        if ((context.CreatesType(rename.Object, rename, after: false) || context.New.Has(ObjectKind.Type, rename.Object)) && !taken)
            return Steps.AtOnce(forth, $"{rename.Object} is new");

        var back = new RenameObject(ObjectKind.Type, renamed, rename.Object.Name);
        if (taken)
        {
            return new Plan([])
            {
                Strategy = $"Rename {rename.Object} to {rename.NewName} when no old version is left",
                Contract = [Steps.Of($"rename {rename.Object} to {rename.NewName}", forth)],
                Revert = [Steps.Of($"rename {rename.NewName} back", back) with { Sign = new CreateEnum(rename.Object, []) }],
                Notes = [$"Until contract {rename.NewName} is the old type: the new version must not write values that only the new one has"],
            };
        }

        var (alias, end) = (new RunSql($"CREATE DOMAIN {PostgresWriter.Name(renamed)} AS {PostgresWriter.Name(rename.Object)}"), new RunSql($"DROP DOMAIN IF EXISTS {PostgresWriter.Name(renamed)}"));
        return new Plan([])
        {
            Strategy = $"Let {rename.NewName} be a second name of {rename.Object} for the casts of the new version, and rename the type when no old version is left",
            Expand = [Steps.Of($"let the new version say {rename.NewName}", alias) with { Sign = new CreateEnum(renamed, []) }],
            Contract = [Steps.Of($"rename {rename.Object} to {rename.NewName}", end, forth) with { Sign = forth }],
            Revert = [Steps.Of($"rename {rename.NewName} back", back, alias) with { Sign = new CreateEnum(rename.Object, []) }],
            Rollback = [Steps.Of($"take {rename.NewName} away", end)],
            Notes = [$"Until contract {rename.NewName} is a domain: use it in casts and parameters, not for new columns"],
        };
    }

    /// <summary>
    /// Between the swap of the columns and the names of the types nobody may write: a driver or a cast that names the type would mean the other one. All of it becomes one step.
    /// </summary>
    public static IReadOnlyList<Plan> AtOnce(List<Plan> plans, Migration migration, Schema schema)
    {
        for (var last = 0; last < plans.Count; last++)
        {
            if (Change<RenameObject>(plans[last]) is not { Kind: ObjectKind.Type } rename || plans[last].Contract.Count != 1)
                continue;
            var name = Renamed(rename);
            var taken = plans.FindIndex(plan => plan.Contract.Count == 1 && (Change<DropObject>(plan) is { Kind: ObjectKind.Type } drop && schema.Same(drop.Object, name)
                || Change<RenameObject>(plan) is { Kind: ObjectKind.Type } away && schema.Same(away.Object, name)));
            var swaps = Enumerable.Range(0, plans.Count).Where(place => Change<ChangeColumnType>(plans[place]) is { } change && schema.Same(new QualifiedName(change.Type.Schema, change.Type.Name), rename.Object)
                && plans[place].Contract.Any(IsSwap)).ToList();
            if (taken >= 0 && taken < last && swaps.Count > 0)
                Merge(plans, swaps, taken, last);
        }

        return plans;
    }

    private static TOperation? Change<TOperation>(Plan plan)
        where TOperation : Operation => plan is { NotPossible: null, Change.Count: 1 } ? plan.Change[0] as TOperation : null;

    private static void Merge(List<Plan> plans, List<int> swaps, int taken, int last)
    {
        var contract = swaps.SelectMany(place => plans[place].Contract.Where(IsSwap)).Append(plans[taken].Contract[0]).Append(plans[last].Contract[0]).ToList();
        var revert = new[] { plans[last].Revert[0], plans[taken].Revert[0] }.Concat(swaps.AsEnumerable().Reverse().SelectMany(place => plans[place].Revert.Where(IsSwap))).ToList();
        var first = swaps.SelectMany(place => plans[place].Contract.Where(step => !IsSwap(step))).ToList();
        var before = swaps.SelectMany(place => plans[place].Revert.TakeWhile(step => !IsSwap(step))).ToList();
        var after = swaps.SelectMany(place => plans[place].Revert.SkipWhile(step => !IsSwap(step)).Skip(1)).ToList();
        plans[last] = plans[last] with
        {
            Verify = swaps.SelectMany(place => plans[place].Verify).ToValueList(),
            RevertVerify = swaps.SelectMany(place => plans[place].RevertVerify).ToValueList(),
            Contract = [.. first, new Step(plans[last].Contract[0].Title + ", with the columns", contract.SelectMany(step => step.Operations).ToValueList()) { Sign = plans[taken].Contract[0].Sign }],
            Revert = [.. before, new Step(plans[last].Revert[0].Title + ", with the columns", revert.SelectMany(step => step.Operations).ToValueList()) { Sign = plans[last].Revert[0].Sign }, .. after],
        };
        plans[taken] = plans[taken] with { Contract = [], Revert = [] };
        foreach (var place in swaps)
            plans[place] = plans[place] with { Verify = [], Contract = [], RevertVerify = [], Revert = [] };
    }

    // The only step of a type's plan that locks a table as such.
    private static bool IsSwap(Step step) => step.Operations.FirstOrDefault() is LockTable;

    // Drivers that ask for a type's number once go on sending the old one after the names have changed.
    private static IEnumerable<Operation> Casts(PlanContext context, QualifiedName dropped, QualifiedName old, bool final, bool create)
    {
        var types = context.Migration.Operations.OfType<ChangeColumnType>()
            .Where(change => Has(context.Before, context.Before.Find(change.Table)?.Column(change.Column), dropped))
            .Select(change => new QualifiedName(change.Type.Schema, change.Type.Name)).Distinct();
        foreach (var type in types.Where(type => context.CreatesEnum(type)))
        {
            var renamed = context.Migration.Operations.OfType<RenameObject>().FirstOrDefault(rename => rename.Kind == ObjectKind.Type && context.Schema.Same(rename.Object, type));
            var (one, other) = (PostgresWriter.Name(old), PostgresWriter.Name(final && renamed is not null ? type with { Name = renamed.NewName } : type));
            foreach (var cast in new[] { $"({one} AS {other})", $"({other} AS {one})" })
            {
                yield return new RunSql($"DROP CAST IF EXISTS {cast}");
                if (create)
                    yield return new RunSql($"CREATE CAST {cast} WITH INOUT AS ASSIGNMENT");
            }
        }
    }

    private static bool Has(Schema schema, Column? column, QualifiedName type) => column is not null && schema.Same(new QualifiedName(column.Type.Schema, column.Type.Name), type);
}
