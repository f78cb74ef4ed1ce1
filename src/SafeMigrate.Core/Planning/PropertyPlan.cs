using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>
/// What a table, an index or a column is stored with: no version of the application notices, so it comes before the deploy. The server writes down how it was.
/// </summary>
internal sealed class PropertyPlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation is SetColumnProperty or SetReplicaIdentity or SetClusterIndex or Analyze { Table: not null }
        or SetStorageParameters { Kind: ObjectKind.Table or ObjectKind.Index or ObjectKind.MaterializedView };

    public override Plan Create(Operation operation, PlanContext context)
    {
        if (context.Said("phase") is not null || operation is TableOperation { Table: var created } && context.Creates(created))
            return new AsWrittenPlan().Create(operation, context);
        if (operation is TableOperation { Table: var table } && ColumnPresence.Problem(context, table, (operation as ColumnOperation)?.Column) is { } problem)
            return NotPossible(problem);
        return operation switch
        {
            SetReplicaIdentity { Identity: "NOTHING" } nothing =>
                NotPossible($"with REPLICA IDENTITY NOTHING the server refuses every UPDATE and DELETE of {nothing.Table} where it is published: say -- safemigrate:phase contract if it is not"),
            Analyze analyze => new Plan([]) { Strategy = $"Gather statistics of {analyze.Table} before the deploy, while reads and writes go on", Backfill = [Steps.Of($"analyze {analyze.Table}", analyze)] },
            SetColumnProperty set => Kept(set, new(DefinitionKind.ColumnProperties, context.Physical(set.Table), set.Column, context.Unique("kept", set.Column)), $"{set.Property} of {set.Table}.{set.Column}"),
            SetStorageParameters set => Kept(set, new(DefinitionKind.Storage, set.Object, string.Join(", ", set.Names), context.Unique("kept", set.Object.Name)), $"how {set.Object} is stored"),
            SetReplicaIdentity set => Kept(set, new(DefinitionKind.Storage, set.Table, "", context.Unique("kept", set.Table.Name)), $"the replica identity of {set.Table}"),
            _ => Kept(operation, new(DefinitionKind.Storage, ((SetClusterIndex)operation).Table, "", context.Unique("kept", ((SetClusterIndex)operation).Table.Name)), "which index CLUSTER follows"),
        };
    }

    private static Plan Kept(Operation operation, KeepDefinition keep, string what) => new([])
    {
        Strategy = $"Change {what} before the deploy: no version notices",
        Expand = [Steps.Of($"change {what}", keep, operation)],
        Rollback = [Steps.Of($"bring back {what}", new RestoreDefinition(keep))],
        Purge = [Steps.Forgotten(keep)],
    };
}
