using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// A migration that drops an index and creates another of its name: the new one is built under a name of its own, and gets the name when no old version is left, so that
/// no query is ever without one.
/// </summary>
internal static class IndexReplacement
{
    /// <summary>True where the migration creates an index of this name.</summary>
    public static bool IsCreated(QualifiedName index, PlanContext context) => context.Migration.Operations.OfType<CreateIndex>()
        .Any(create => create.Index.Name == index.Name && context.Before.FindIndex(index) is { } former && context.Schema.Same(former.Table.Name, create.Table));

    /// <summary>The index of this name that the migration drops, or null.</summary>
    public static Index? Dropped(QualifiedName index, PlanContext context) =>
        context.Before.FindIndex(index) is { } former && context.Migration.Operations.OfType<DropIndex>().Any(drop => context.Schema.Same(drop.Index, index)) ? former.Index : null;

    /// <summary>The plan, which stands at the statement that creates the new one.</summary>
    /// <param name="old">The index that is dropped.</param>
    /// <param name="new">The index that takes its name.</param>
    /// <param name="inContract">True where the old version may still write what the new one forbids.</param>
    /// <param name="context">The migration so far.</param>
    public static Plan Plan(Index old, Index @new, bool inContract, PlanContext context)
    {
        var name = old.Table with { Name = old.Name! };
        var (built, kept) = (name with { Name = context.Unique("sm_new", name.Name) }, name with { Name = context.Unique("sm_old", name.Name) });
        var build = Steps.Of($"build what becomes {name} while reads and writes go on", new CreateIndex(@new with { Name = built.Name }) { Concurrently = true });
        var swap = new Step($"let the new index have the name {name}", [new RenameIndex(name, kept.Name), new RenameIndex(built, name.Name)]) { Sign = new DropIndex(built) };
        var again = Steps.Of($"build the old {name} again", new CreateIndex(old with { Name = kept.Name }) { Concurrently = true });
        var back = new Step($"give the old index the name {name} back", [new RenameIndex(name, built.Name), new RenameIndex(kept, name.Name)]);
        return new Plan([])
        {
            Strategy = $"Build the new {name} beside the old one, and let it have the name when no old version is left",
            Backfill = inContract ? [] : [build],
            Rollback = inContract ? [] : [Drop(built)],
            Contract = [.. inContract ? [build] : Array.Empty<Step>(), swap, Drop(kept)],
            Revert = inContract ? [again, back, Drop(built)] : [again with { Sign = new RenameIndex(name, built.Name) }, back with { Sign = new RenameIndex(name, built.Name) }],
            Notes = inContract ? ["If the new version needs the index for ON CONFLICT, say -- safemigrate:phase expand: then the old version must not write duplicates"] : [],
        };
    }

    private static Step Drop(QualifiedName index) => Steps.Of($"drop {index}", new DropIndex(index) { Concurrently = true, IfExists = true });
}
