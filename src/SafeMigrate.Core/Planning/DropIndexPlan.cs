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
        if (table.PartitionBy is not null)
            return NotPossible($"{name} belongs to a partitioned table: the server cannot drop it concurrently");

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
}
