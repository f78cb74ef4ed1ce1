using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// A materialized view that a migration drops and creates again: the new one is filled beside the old one, with its indexes, in a schema of its own, so that all names are
/// the final ones. When no old version is left the two change places in an instant.
/// </summary>
internal static class MaterializedViewReplacement
{
    /// <summary>True where the migration drops the view and creates it again.</summary>
    public static bool Has(QualifiedName view, PlanContext context) =>
        context.Migration.Operations.Any(operation => operation is DropObject { Kind: ObjectKind.MaterializedView } drop && context.Schema.Same(drop.Object, view))
        && context.Migration.Operations.Any(operation => operation is CreateMaterializedView create && context.Schema.Same(create.View, view));

    /// <summary>Those that the migration drops and creates again, in order.</summary>
    public static IReadOnlyList<CreateMaterializedView> All(PlanContext context) => context.IsUnused ? []
        : [.. context.Migration.Operations.OfType<CreateMaterializedView>().Where(create => Has(create.View, context))];

    /// <summary>The plan, which stands at the statement that creates it again.</summary>
    public static Plan Plan(CreateMaterializedView create, PlanContext context)
    {
        var view = create.View;
        var home = view.Schema ?? context.Schema.DefaultSchema;
        var (coming, going) = (context.Unique("sm_new", view.Name), context.Unique("sm_old", view.Name));
        var (next, former) = (view with { Schema = coming }, view with { Schema = going });
        var indexes = context.Migration.Operations.OfType<CreateIndex>().Where(index => context.Schema.Same(index.Table, view))
            .Select(index => new CreateIndex(index.Index with { Table = next, Name = index.Index.Name ?? context.NameOf(index.Index) }));

        // Plain views over them are replaced when the last one is in its place; changes are reverted in the opposite order, so that the first one comes last.
        var (all, views) = (All(context), ObjectPlan.InPlace(context));
        var (isFirst, isLast) = (views is not null && ReferenceEquals(create, all[0]), views is not null && ReferenceEquals(create, all[all.Count - 1]));

        // What they read has its own name only until then.
        IEnumerable<KeepDefinition> keeps = isFirst ? views!.Value.Keeps : [];

        // What stands in the way of a drop and is dropped before it is no obstacle.
        var before = context.Migration.Operations.OfType<DropObject>().TakeWhile(drop => drop.Kind != ObjectKind.MaterializedView || !context.Schema.Same(drop.Object, view))
            .Select(drop => PostgresWriter.Write(drop with { Cascade = false }, context.Version)[0]).ToList();
        return new Plan([])
        {
            Strategy = $"Fill the new {view} beside the old one, and let them change places when no old version is left",
            Expand = [Free(view, before)],
            Backfill =
            [
                new Step(
                    $"fill the new {view}, which nobody reads yet",
                    [Schema(coming), Schema(going), new CreateMaterializedView(next, $"CREATE MATERIALIZED VIEW {PostgresWriter.Name(next)} {create.Definition}") { WithNoData = create.WithNoData }, .. indexes])
                {
                    Sign = new CreateTable(next, [], []),
                },
            ],
            Contract =
            [
                Free(view, before) with { Sign = new DropTable(next) },
                .. create.WithNoData ? Array.Empty<Step>() : [Refreshed(next, $"refresh the new {view}, while the old one is read")],
                Moved($"put the new {view} in the place of the old one", (view, going), (next, home), gone: next, keeps),
                .. isLast ? [views!.Value.Replace] : Array.Empty<Step>(),
            ],
            Revert =
            [
                Free(view, views is { BringBack: var back } ? back.Operations.OfType<RunSql>().Select(drop => drop.Sql) : []) with { Sign = new DropTable(former) },
                Refreshed(former, $"refresh the old {view}, while the new one is read"),
                Moved($"bring the old {view} back", (view, coming), (former, home), gone: former),
                .. isFirst ? [views!.Value.BringBack] : Array.Empty<Step>(),
            ],
            Rollback = [Dropped($"drop the new {view}", next, coming, going)],
            Purge = [.. keeps.Select(Steps.Forgotten), Dropped($"drop the old {view}", former, coming, going)],
            Notes =
            [
                $"Until contract the new version meets the old {view}: where it cannot live with that, give the new view a name of its own",
                $"Who refreshes {view} at intervals refreshes the one that has the name; contract and revert refresh the other one first",
            ],
        };
    }

    private static CreateSchema Schema(string name) => new(name) { IfNotExists = true };

    // What was created on it meanwhile would follow it out of sight, and hold purge up.
    private static Step Free(QualifiedName view, IEnumerable<string> before) => Steps.Of(
        $"try to drop {view} and undo it, so that nothing stands in the way later",
        new Rehearse(string.Join(";\n", before.Append($"DROP MATERIALIZED VIEW IF EXISTS {PostgresWriter.Name(view)}"))));

    private static Step Refreshed(QualifiedName view, string title) => Steps.Of(title, new RefreshMaterializedView(view));

    private static Step Moved(string title, (QualifiedName View, string Schema) first, (QualifiedName View, string Schema) second, QualifiedName gone, IEnumerable<KeepDefinition>? keeps = null) =>
        new(title, [.. keeps ?? [], Move(first.View, first.Schema), Move(second.View, second.Schema)]) { Sign = new DropTable(gone) };

    private static RunSql Move(QualifiedName view, string schema) => new($"ALTER MATERIALIZED VIEW IF EXISTS {PostgresWriter.Name(view)} SET SCHEMA {PostgresIdentifier.Quote(schema)}");

    private static Step Dropped(string title, QualifiedName view, string coming, string going) => new(
        title,
        [
            new RunSql($"DROP MATERIALIZED VIEW IF EXISTS {PostgresWriter.Name(view)}"),
            new RunSql($"DROP SCHEMA IF EXISTS {PostgresIdentifier.Quote(coming)}"),
            new RunSql($"DROP SCHEMA IF EXISTS {PostgresIdentifier.Quote(going)}"),
        ])
    { Sign = new DropTable(view) };
}
