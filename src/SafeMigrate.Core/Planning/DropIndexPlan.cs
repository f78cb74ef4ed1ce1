using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>The old version's queries may need the index, so it goes when that version is gone.</summary>
internal sealed class DropIndexPlan : OperationPlan<DropIndex>
{
    protected override Plan Create(DropIndex operation, PlanContext context)
    {
        var name = operation.Index;
        if (context.Schema.FindIndex(name) is not var (table, index))
        {
            if (!context.Schema.IsComplete)
                return NotPossible($"what {name} looks like is not known, so it could not be brought back: give the migrations that created it, or --connection");
            return operation.IfExists ? Nothing($"{name} does not exist") : NotPossible($"index {name} does not exist");
        }

        if (context.Creates(table.Name))
            return Steps.AtOnce(operation, $"{table.Name} is new");
        if (index.IsInherited)
            return NotPossible($"{name} is part of the index of {table.PartitionOf?.Parent}, and the server drops it with that one only: drop that one");
        if (table.PartitionBy is not null)
            return OfWhole(operation, table, index, context);

        if (IndexReplacement.IsCreated(name, context))
            return Nothing($"{name} is replaced by the new one of its name");
        return new Plan([])
        {
            Strategy = $"Drop {name} when no old version is left whose queries may need it",
            Contract = [Steps.Of($"drop {name}", new DropIndex(name) { Concurrently = true, IfExists = true })],
            Notes = operation.Cascade ? [WithoutCascade] : [],
            Revert = [Steps.Of($"build {name} again", new CreateIndex(index) { Concurrently = true })],
        };
    }

    // Nothing is read or written: all partitions are locked for an instant, as with any change of a partitioned table's columns.
    private static Plan OfWhole(DropIndex operation, Table table, Index index, PlanContext context) => PartitionTree.Obstacle(context, table.Name) is { } obstacle ? NotPossible(obstacle) : new Plan([])
    {
        Strategy = $"Drop {operation.Index} with those of the partitions when no old version is left whose queries may need it",
        Contract = [Steps.Of($"drop {operation.Index}, which locks the partitions for an instant", new DropIndex(operation.Index) { IfExists = true })],
        Notes = operation.Cascade ? [WithoutCascade] : [],
        Revert = new PartitionTree(context, again: true).Index(index with { Only = false }, $"build {operation.Index} again"),
    };
}
