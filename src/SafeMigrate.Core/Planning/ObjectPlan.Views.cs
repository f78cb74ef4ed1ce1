using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <content>Views, new and in the place of others.</content>
internal sealed partial class ObjectPlan
{
    // One that is dropped in the same migration is replaced: its readers never miss it, and the old version has the old one until the end.
    private static Plan View(CreateView view, PlanContext context)
    {
        var keep = Keep(context, DefinitionKind.View, view.View);
        if (!IsDropped(view.View, context) && MaterializedViewReplacement.All(context).FirstOrDefault(filled => view.Reads.Any(read => context.Schema.Same(read, filled.View))) is { } moving)
            return NotPossible($"{view.View} would read the old {moving.View}, which goes at contract: create it in a later migration");
        if (!IsDropped(view.View, context) || context.IsUnused)
        {
            return Before(view, keep, $"Create {view.View} before the deploy", context) with
            {
                Notes = view.Replace ? [$"Where {view.View} exists the old version reads the new query too"] : [],
            };
        }

        var again = Again(context);
        if (!ReferenceEquals(again.Creates[0], view))
            return Nothing($"{view.View} is replaced together with {again.Creates[0].View}");

        if (MaterializedViewReplacement.All(context) is { Count: > 0 } filled)
            return Nothing($"{view.View} is replaced together with {filled[filled.Count - 1].View}");

        var (keeps, replace, bringBack) = InPlace(context)!.Value;
        return new Plan([])
        {
            Strategy = $"Put the new {view.View} in the place of the old one when no old version is left that reads that",
            Contract = [replace with { Operations = [.. keeps, .. replace.Operations] }],
            Revert = [bringBack],
            Purge = keeps.Select(Steps.Forgotten).ToValueList(),
            Notes = [$"Until contract the new version meets the old {view.View}: where it cannot live with that, give the new view a name of its own"],
        };
    }

    /// <summary>How the views that the migration drops and creates again change places with the old ones: what is written down of those, and the way forth and back; null where it does so to none.</summary>
    public static (ValueList<KeepDefinition> Keeps, Step Replace, Step BringBack)? InPlace(PlanContext context)
    {
        var again = Again(context);
        if (again.Creates.Count == 0)
            return null;

        // All of them at once: no reader may find one missing.
        var keeps = again.Drops.Select(drop => Keep(context.Whole, DefinitionKind.View, drop.Object)).ToValueList();
        var replace = new Step($"replace {string.Join(", ", again.Creates.Select(create => create.View))}", [.. again.Drops, .. again.Creates]);
        var bringBack = new Step(
            "bring the old ones back",
            [
                .. again.Creates.Reverse().Select(create => new RunSql($"DROP VIEW IF EXISTS {PostgresWriter.Name(create.View)}")),
                .. keeps.AsEnumerable().Reverse().Select(one => new RestoreDefinition(one)),
            ])
        { Sign = new RestoreDefinition(keeps[0]) };
        return (keeps, replace, bringBack);
    }

    // Views that the migration drops and creates again.
    private static (IReadOnlyList<DropObject> Drops, IReadOnlyList<CreateView> Creates) Again(PlanContext context) => (
        [.. context.Migration.Operations.OfType<DropObject>().Where(drop => drop.Kind == ObjectKind.View && IsCreated(drop.Object, context))],
        [.. context.Migration.Operations.OfType<CreateView>().Where(view => IsDropped(view.View, context))]);

    private static bool IsCreated(QualifiedName view, PlanContext context) =>
        context.Migration.Operations.Any(operation => operation is CreateView create && context.Schema.Same(create.View, view));

    private static bool IsDropped(QualifiedName view, PlanContext context) => context.Migration.Operations.Any(operation =>
        operation is DropObject { Kind: ObjectKind.View } drop && context.Schema.Same(drop.Object, view));
}
