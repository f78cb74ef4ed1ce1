using SafeMigrate.Operations;

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
        if (context.Creates(table))
            return Steps.AtOnce(operation with { Concurrently = false }, $"{table} is new");
        if (ColumnPresence.Problem(context, table) is { } problem)
            return NotPossible(problem);
        if (operation.Index.Columns.Select(key => key.Column).OfType<string>().Concat(operation.Index.Include)
            .Select(column => ColumnPresence.Problem(context, table, column)).FirstOrDefault(missing => missing is not null) is { } absent)
            return NotPossible(absent);
        if (context.Table(table)?.PartitionBy is not null)
            return NotPossible($"{table} is partitioned, and an index cannot be built concurrently on all partitions: create it ON ONLY {table}, build it on each partition, and attach them");

        var index = Named(operation.Index, context);
        if (context.Schema.FindIndex(table with { Name = index.Name! }) is { Index: var existing })
        {
            return operation.IfNotExists && existing.IsValid
                ? Nothing($"{index.Name} exists already")
                : NotPossible(existing.IsValid
                    ? $"index {index.Name} exists already"
                    : $"index {index.Name} exists and is INVALID, left by a build that failed: drop it with DROP INDEX CONCURRENTLY, then run this again");
        }

        var step = Steps.Of($"build {index.Name} while reads and writes go on", operation with { Index = index, Concurrently = true, IfNotExists = false });
        var drop = Steps.Of($"drop {index.Name}", new DropIndex(table with { Name = index.Name! }) { Concurrently = true, IfExists = true });
        var inContract = index.Unique && context.Said("phase") != "expand";
        return new Plan([])
        {
            Strategy = inContract
                ? $"Build {index.Name} when no old version is left that may write duplicates"
                : $"Build {index.Name} before the deploy, while reads and writes go on",
            Backfill = inContract ? [] : [step],
            Rollback = inContract ? [] : [drop],
            Contract = inContract ? [step] : [],
            Revert = inContract ? [drop] : [],
            Notes = inContract ? ["If the new version needs the index for ON CONFLICT, say -- safemigrate:phase expand: then the old version must not write duplicates"] : [],
        };
    }

    // A column that is being replaced has its index built on the replacement, which bears the name after contract.
    private static Index Named(Index index, PlanContext context)
    {
        var name = index.Name ?? context.Schema.Apply(new CreateIndex(index)).Find(index.Table)!.Indexes.Last().Name;
        Expression? Physical(Expression? expression) => expression?.Columns.Aggregate(
            expression, (current, column) => Postgres.PostgresReader.RenameColumn(current, column, context.Physical(index.Table, column)));
        return index with
        {
            Name = name,
            Columns = index.Columns.Select(key => key with
            {
                Column = key.Column is { } column ? context.Physical(index.Table, column) : null,
                Expression = Physical(key.Expression),
            }).ToValueList(),
            Include = index.Include.Select(column => context.Physical(index.Table, column)).ToValueList(),
            Where = Physical(index.Where),
        };
    }
}
