using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>Indexes: built under a lock that stops writes, or concurrently after every older snapshot is gone.</summary>
internal static class IndexLocks
{
    public static LockEffect? Of(Operation operation, EffectBuilder effect) => operation switch
    {
        CreateIndex create => Creating(create, effect),
        DropIndex drop => Dropping(drop, effect),
        RenameIndex rename => effect.Lock(rename.Index, LockMode.ShareUpdateExclusive),
        AttachIndex attach => Attaching(attach, effect),
        _ => null,
    };

    private static LockEffect Creating(CreateIndex create, EffectBuilder effect)
    {
        var mode = create.Concurrently ? LockMode.ShareUpdateExclusive : LockMode.Share;
        effect.OutsideTransaction(create.Concurrently);

        // The table is locked before the server looks for the name.
        if (create is { IfNotExists: true, Index.Name: { } name } && effect.Schema.FindIndex(create.Table with { Name = name }) is not null)
            return effect.Lock(create.Table, mode);
        if (create.Index.Only)
            return effect.Lock(create.Table, mode);
        return effect.LockTree(create.Table, mode).Build(create.Table).WaitForSnapshots(create.Concurrently);
    }

    private static LockEffect Dropping(DropIndex drop, EffectBuilder effect)
    {
        var mode = drop.Concurrently ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive;
        effect.Lock(drop.Index, mode).OutsideTransaction(drop.Concurrently).WaitForSnapshots(drop.Concurrently);
        return (effect.Schema.FindIndex(drop.Index)?.Table.Name ?? drop.Table) is { } table ? effect.LockTree(table, mode) : effect;
    }

    private static LockEffect Attaching(AttachIndex attach, EffectBuilder effect)
    {
        effect.Lock(attach.Index, LockMode.ShareUpdateExclusive).Lock(attach.Partition, LockMode.AccessExclusive);
        return effect.LockAll(
            new[] { attach.Index, attach.Partition }.Select(index => effect.Schema.FindIndex(index)?.Table.Name).OfType<QualifiedName>(),
            LockMode.AccessShare);
    }
}
