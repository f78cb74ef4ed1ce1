using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// Built while reads and writes go on. A unique index tightens: it waits for contract, unless its author says <c>safemigrate:phase expand</c>
/// because the new version needs it (ON CONFLICT).
/// </summary>
internal sealed class CreateIndexPlan : OperationPlan<CreateIndex>
{
    protected override Plan Create(CreateIndex operation, PlanContext context)
    {
        var table = operation.Table;
        if (!context.IsUnused && MaterializedViewReplacement.Has(table, context))
            return Nothing($"{table} is filled anew with its indexes");
        if (context.Table(table) is null && context.Schema.FindMaterializedView(table) is not null)
            return OfView(operation, context);
        var isFilled = TableCopy.Into(context, table) is { IsRebuild: false } && context.Migration.Operations.TakeWhile(earlier => !ReferenceEquals(earlier, operation)).OfType<InsertRows>().Any();
        if (context.Creates(table) && !isFilled)
            return Steps.AtOnce(operation with { Concurrently = false, Index = operation.Index with { Name = operation.Index.Name ?? context.NameOf(operation.Index) } }, $"{table} is new");
        if (ColumnPresence.Problem(context, table) is { } problem)
            return NotPossible(problem);
        if (operation.Index.Columns.Select(key => key.Column).OfType<string>().Concat(operation.Index.Include)
            .Select(column => ColumnPresence.Problem(context, table, column)).FirstOrDefault(missing => missing is not null) is { } absent)
            return NotPossible(absent);
        var inContract = operation.Index.Unique && context.Said("phase") != "expand";
        var index = Named(operation.Index, context, inContract);
        if (context.Schema.FindIndex(table with { Name = index.Name! }) is { Index: var existing })
        {
            return operation.IfNotExists && existing.IsValid
                ? Nothing($"{index.Name} exists already")
                : NotPossible(existing.IsValid
                    ? $"index {index.Name} exists already"
                    : Leftover(context, existing, table));
        }

        if (TablesOf(context, table).SelectMany(part => part.Indexes.Select(left => (part.Name, Index: left))).FirstOrDefault(left => !left.Index.IsValid && IsSame(left.Index, index)) is { Index: { } same } leftover)
            return NotPossible(Leftover(context, same, leftover.Name));

        if (!index.Only && (PartitionTree.Obstacle(context, table) ?? PartitionTree.Obstacle(context, table, part => PartitionTree.Own(part, index)?.Name)) is { } obstacle)
            return NotPossible(obstacle);

        var whole = context.Table(table)?.PartitionBy is not null;
        if (!whole && IndexReplacement.Dropped(table with { Name = index.Name! }, context) is { } former)
            return IndexReplacement.Plan(former, index, inContract, context);
        var steps = whole && index.Only
            ? [Steps.Of($"create {index.Name} on {table} itself", operation with { Index = index, Concurrently = false, IfNotExists = false })]
            : new PartitionTree(context).Index(index, $"build {index.Name} while reads and writes go on", adopts: true);
        var drop = KeptParts.Dropped(context, index);
        return new Plan([])
        {
            Strategy = inContract
                ? $"Build {index.Name} when no old version is left that may write duplicates"
                : $"Build {index.Name} before the deploy, while reads and writes go on",
            Backfill = inContract ? [] : steps,
            Rollback = inContract ? [] : drop,
            Contract = inContract ? steps : [],
            Revert = inContract ? drop : [],
            Notes = inContract ? ["If the new version needs the index for ON CONFLICT, say -- safemigrate:phase expand: then the old version must not write duplicates"] : [],
        };
    }

    private static string Leftover(PlanContext context, Index index, QualifiedName table) => $"index {index.Name} of {table} exists and is INVALID, left by a build that failed: drop it with "
        + $"DROP INDEX {(context.Table(table)?.PartitionBy is null ? "CONCURRENTLY " : "")}{PostgresWriter.Name(table with { Name = index.Name! })}, then run this again";

    private static IEnumerable<Table> TablesOf(PlanContext context, QualifiedName table) => context.Table(table) is not { } known ? []
        : [known, .. known.PartitionBy is null ? [] : context.Schema.Tables.Where(part => part.PartitionOf is { } of && context.Schema.Same(of.Parent, known.Name)).SelectMany(part => TablesOf(context, part.Name))];

    // Beside it a second one would be built under another name, and it would stay for ever.
    private static bool IsSame(Index left, Index index) =>
        left.Columns.Equals(index.Columns) && left.Include.Equals(index.Include) && Equals(left.Where, index.Where) && left.Unique == index.Unique && (left.Method ?? "btree") == (index.Method ?? "btree");

    // A column that is being replaced has its index built on the one that bears the name after contract.
    private static Index Named(Index index, PlanContext context, bool inContract)
    {
        var name = index.Name ?? context.Schema.Apply(new CreateIndex(index)).Find(index.Table)!.Indexes.Last().Name;
        if (inContract)
            return index with { Name = name };
        return context.Physical(index with { Name = name });
    }

    // No version writes a materialized view, so that a unique index forbids nothing; one of the same migration nobody reads yet.
    private static Plan OfView(CreateIndex operation, PlanContext context)
    {
        var view = operation.Table;
        var index = operation.Index with { Name = operation.Index.Name ?? context.NameOf(operation.Index) };
        if (context.Migration.Operations.Any(one => one is CreateMaterializedView create && context.Schema.Same(create.View, view)))
            return Steps.AtOnce(operation with { Index = index, Concurrently = false }, $"{view} is new");
        return new Plan([])
        {
            Strategy = $"Build {index.Name} before the deploy, while {view} is read and refreshed",
            Backfill = [Steps.Of($"build {index.Name} while reads go on", new CreateIndex(index) { Concurrently = true })],
            Rollback = [Steps.Of($"drop {index.Name}", new DropIndex(view with { Name = index.Name! }) { Concurrently = true, IfExists = true })],
        };
    }
}
