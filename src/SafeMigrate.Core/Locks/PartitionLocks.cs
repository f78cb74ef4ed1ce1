using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>Partitions and inheritance: the parent, the partition, and the DEFAULT partition that may hold its rows.</summary>
internal static class PartitionLocks
{
    public static LockEffect? Of(Operation operation, EffectBuilder effect, int version) => operation switch
    {
        AttachPartition attach => Attaching(attach, effect),
        DetachPartition detach => Detaching(detach, effect),
        ChangeInheritance change => effect.LockTree(change.Table, LockMode.AccessExclusive)
            .Lock(change.Parent, change.Inherits ? LockMode.ShareUpdateExclusive : LockMode.AccessShare),
        _ => null,
    };

    /// <summary>
    /// True where a valid CHECK is about every column of the partition key, so that the server most likely need not look at the rows. Whether
    /// it implies the bound is not proved here: who writes such a check right before ATTACH wrote it for this.
    /// </summary>
    public static bool ImpliesBound(Schema schema, QualifiedName partition, QualifiedName parent)
    {
        var key = schema.Find(parent)?.PartitionBy;
        var checks = schema.Find(partition)?.Constraints.OfType<CheckConstraint>().Where(check => check is { NotValid: false, NotEnforced: false }) ?? [];
        return checks.Any(check => check.Condition.Columns.Any(column => key is null || key.Contains(column)));
    }

    private static LockEffect Attaching(AttachPartition attach, EffectBuilder effect)
    {
        effect.Lock(attach.Table, LockMode.ShareUpdateExclusive).LockTree(attach.Partition, LockMode.AccessExclusive)
            .Scan(attach.Partition, !ImpliesBound(effect.Schema, attach.Partition, attach.Table) && attach.Bound != "DEFAULT");
        effect.Build(attach.Partition, LacksIndexes(effect.Schema, attach));
        var keys = effect.Schema.Find(attach.Table)?.Constraints.OfType<ForeignKey>().Select(key => key.ReferencedTable) ?? [];
        effect.LockAll(keys, LockMode.ShareRowExclusive);
        return TableLocks.DefaultPartition(effect.Schema, attach.Table) is { } rest
            ? effect.Lock(rest, LockMode.AccessExclusive).Scan(rest, !ImpliesBound(effect.Schema, rest, attach.Table))
            : effect;
    }

    // The partition gets an index for each of its parent's that it has no equal for.
    private static bool LacksIndexes(Schema schema, AttachPartition attach)
    {
        var (wanted, there) = (Keys(schema.Find(attach.Table)), Keys(schema.Find(attach.Partition)));
        return wanted.Except(there).Any();
    }

    private static List<string> Keys(Table? table) => table is null ? [] :
    [
        .. table.Indexes.Select(index => string.Join(",", index.Columns.Select(key => key.Column ?? key.Expression?.Sql))),
        .. table.Constraints.OfType<IndexConstraint>().Select(constraint => string.Join(",", constraint.Columns)),
    ];

    private static LockEffect Detaching(DetachPartition detach, EffectBuilder effect)
    {
        if (detach.Concurrently || detach.Finalize)
        {
            return effect.Lock(detach.Table, LockMode.ShareUpdateExclusive).Lock(detach.Partition, LockMode.AccessExclusive)
                .OutsideTransaction(detach.Concurrently).WaitForSnapshots();
        }

        effect.Lock(detach.Table, LockMode.AccessExclusive).LockTree(detach.Partition, LockMode.AccessExclusive);
        return TableLocks.DefaultPartition(effect.Schema, detach.Table) is { } rest ? effect.Lock(rest, LockMode.AccessExclusive) : effect;
    }
}
