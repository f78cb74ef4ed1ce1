using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>Whole tables: what else is locked than the table itself.</summary>
internal static class TableLocks
{
    // reloptions.c: the parameters that need more than SHARE UPDATE EXCLUSIVE.
    private static readonly HashSet<string> exclusive = new(StringComparer.Ordinal)
    {
        "user_catalog_table", "fastupdate", "gin_pending_list_limit", "buffering", "pages_per_range", "autosummarize", "security_barrier",
        "security_invoker", "check_option",
    };

    public static LockEffect? Of(Operation operation, EffectBuilder effect) => operation switch
    {
        CreateTable create => Creating(create, effect),
        DropTable drop => Dropping(drop, effect),
        TruncateTable truncate => Truncating(truncate, effect),
        LockTable take => take.Only ? effect.Lock(take.Table, ModeOf(take)) : effect.LockTree(take.Table, ModeOf(take)),
        SetLogged set => effect.Lock(set.Table, LockMode.AccessExclusive)
            .Rewrite(set.Table, effect.Schema.Find(set.Table)?.Persistence != (set.Logged ? Persistence.Permanent : Persistence.Unlogged)),
        SetAccessMethod set => effect.Lock(set.Table, LockMode.AccessExclusive).Rewrite(set.Table, set.Method is not (null or "heap")),
        SetTablespace { Kind: not ObjectKind.Index } set => effect.Lock(set.Object, LockMode.AccessExclusive).Rewrite(set.Object),
        SetTablespace set => effect.Lock(set.Object, LockMode.AccessExclusive),
        SetStorageParameters set => effect.Lock(set.Object, set.Names.Any(exclusive.Contains) ? LockMode.AccessExclusive : LockMode.ShareUpdateExclusive),
        SetClusterIndex set => effect.Lock(set.Table, LockMode.ShareUpdateExclusive),
        RenameTable or MoveTable or SetReplicaIdentity or SetRowSecurity => effect.Lock(((TableOperation)operation).Table, LockMode.AccessExclusive),
        ChangeOwner { Kind: ObjectKind.Table } change => effect.Lock(change.Object, LockMode.AccessExclusive),
        _ => null,
    };

    /// <summary>The DEFAULT partition of a partitioned table, or null where there is none or it is not known.</summary>
    public static QualifiedName? DefaultPartition(Schema schema, QualifiedName parent) =>
        schema.DefaultPartitionOf(parent);

    private static LockEffect Creating(CreateTable create, EffectBuilder effect)
    {
        if (create.IfNotExists && effect.Schema.Find(create.Table) is not null)
            return effect;

        var keys = create.Constraints.Concat(create.Columns.SelectMany(column => column.Constraints)).OfType<ForeignKey>();
        foreach (var key in keys.Where(key => !effect.Schema.Same(key.ReferencedTable, create.Table)))
            effect.LockTree(key.ReferencedTable, LockMode.ShareRowExclusive);
        effect.LockAll(create.Inherits, LockMode.ShareUpdateExclusive).LockAll(create.Like.Select(like => like.Source), LockMode.AccessShare);
        return create.PartitionOf is { } partition ? Partition(partition, effect) : effect;
    }

    private static LockEffect Partition(PartitionOf partition, EffectBuilder effect)
    {
        effect.Lock(partition.Parent, LockMode.AccessExclusive);

        // The DEFAULT partition is read for rows that belong into the new one.
        if (DefaultPartition(effect.Schema, partition.Parent) is { } rest)
            effect.Lock(rest, LockMode.AccessExclusive).Scan(rest);
        return effect.LockAll(ReferencedBy(effect.Schema, partition.Parent), LockMode.ShareRowExclusive);
    }

    private static LockEffect Dropping(DropTable drop, EffectBuilder effect)
    {
        if (drop.IfExists && effect.Schema.IsComplete && effect.Schema.Find(drop.Table) is null)
            return effect;

        effect.Alter(drop.Table).LockAll(ReferencedBy(effect.Schema, drop.Table), LockMode.AccessExclusive);
        if (drop.Cascade)
            effect.LockTrees(effect.Schema.ReferencesTo(drop.Table).Select(pair => pair.Table.Name), LockMode.AccessExclusive);
        if (effect.Schema.Find(drop.Table)?.PartitionOf is not { } partition)
            return effect;

        effect.Lock(partition.Parent, LockMode.AccessExclusive);
        return DefaultPartition(effect.Schema, partition.Parent) is { } rest ? effect.Lock(rest, LockMode.AccessExclusive) : effect;
    }

    private static LockEffect Truncating(TruncateTable truncate, EffectBuilder effect)
    {
        _ = truncate.Only ? effect.Lock(truncate.Table, LockMode.AccessExclusive) : effect.Alter(truncate.Table);
        return truncate.Cascade
            ? effect.LockTrees(effect.Schema.ReferencesTo(truncate.Table).Select(pair => pair.Table.Name), LockMode.AccessExclusive)
            : effect;
    }

    private static IEnumerable<QualifiedName> ReferencedBy(Schema schema, QualifiedName table) =>
        schema.Find(table)?.Constraints.OfType<ForeignKey>().Select(key => key.ReferencedTable) ?? [];

    private static LockMode ModeOf(LockTable take) =>
        Enum.TryParse<LockMode>(take.Mode.Replace("Lock", ""), out var mode) ? mode : LockMode.AccessExclusive;
}
