using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>VACUUM, CLUSTER, REINDEX, privileges, publications and remarks.</summary>
internal static class MaintenanceLocks
{
    public static LockEffect? Of(Operation operation, EffectBuilder effect, int version) => operation switch
    {
        Vacuum vacuum => Vacuuming(vacuum, effect),
        Analyze { Table: { } table } => effect.Lock(table, LockMode.ShareUpdateExclusive),
        Cluster { Table: { } table } => effect.Lock(table, LockMode.AccessExclusive).Rewrite(table),
        Cluster => effect.OutsideTransaction(),
        Reindex reindex => Reindexing(reindex, effect),
        ChangePrivileges { Kind: ObjectKind.Table or ObjectKind.Sequence } change when version >= 18 => effect.LockAll(change.Objects, LockMode.AccessShare),
        PublishTables publish => effect.LockAll(publish.Tables, LockMode.ShareUpdateExclusive),
        OtherStatement { Kind: "CommentStmt" or "CreateStatsStmt" } other => effect.LockAll(other.Relations, LockMode.ShareUpdateExclusive),
        OtherStatement
        {
            Kind: "AlterSystemStmt" or "CreatedbStmt" or "CreateTableSpaceStmt" or "DropTableSpaceStmt" or "CreateSubscriptionStmt",
        }
            or DropObject { Kind: ObjectKind.Database or ObjectKind.Subscription } => effect.OutsideTransaction(),
        _ => null,
    };

    private static LockEffect Vacuuming(Vacuum vacuum, EffectBuilder effect)
    {
        effect.OutsideTransaction();
        if (vacuum.Table is not { } table)
            return effect;
        return vacuum.Full
            ? effect.LockTree(table, LockMode.AccessExclusive).Rewrite(table)
            : effect.LockTree(table, LockMode.ShareUpdateExclusive);
    }

    private static LockEffect Reindexing(Reindex reindex, EffectBuilder effect)
    {
        effect.OutsideTransaction(reindex.Concurrently || reindex.Target is not ("INDEX" or "TABLE")).WaitForSnapshots(reindex.Concurrently);
        if (reindex.Object is not { } name || reindex.Target is not ("INDEX" or "TABLE"))
            return effect;

        var table = reindex.Target == "TABLE" ? name : effect.Schema.FindIndex(name)?.Table.Name;
        if (reindex.Target == "INDEX")
            effect.Lock(name, reindex.Concurrently ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive);
        return table is null
            ? effect
            : effect.LockTree(table, reindex.Concurrently ? LockMode.ShareUpdateExclusive : LockMode.Share).Build(table);
    }
}
