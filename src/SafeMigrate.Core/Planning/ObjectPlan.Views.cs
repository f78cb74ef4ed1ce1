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

        // All of them at once: no reader may find one missing.
        var keeps = again.Drops.Select(drop => Keep(context, DefinitionKind.View, drop.Object)).ToList();
        return new Plan([])
        {
            Strategy = $"Put the new {view.View} in the place of the old one when no old version is left that reads that",
            Contract = [new Step($"replace {string.Join(", ", again.Creates.Select(create => create.View))}", [.. keeps, .. again.Drops, .. again.Creates])],
            Revert =
            [
                new Step(
                    "bring the old ones back",
                    [
                        .. again.Creates.Reverse().Select(create => new RunSql($"DROP VIEW IF EXISTS {PostgresWriter.Name(create.View)}")),
                        .. keeps.AsEnumerable().Reverse().Select(one => new RestoreDefinition(one)),
                    ]) { Sign = new RestoreDefinition(keeps[0]) },
            ],
            Purge = keeps.Select(Steps.Forgotten).ToValueList(),
            Notes = [$"Until contract the new version meets the old {view.View}: where it cannot live with that, give the new view a name of its own"],
        };
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
