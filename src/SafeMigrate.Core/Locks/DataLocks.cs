using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>Queries and data changes: locks that only DDL waits for.</summary>
internal static class DataLocks
{
    public static LockEffect? Of(Operation operation, EffectBuilder effect) => operation switch
    {
        InsertSeed insert => effect.Lock(insert.Table, LockMode.RowExclusive),
        RemoveSeed remove => effect.Lock(remove.Table, LockMode.RowExclusive),
        InsertRows insert => effect.Lock(insert.Table, LockMode.RowExclusive).LockAll(insert.Reads, LockMode.AccessShare),
        UpdateRows update => effect.Lock(update.Table, LockMode.RowExclusive).LockAll(update.Reads, LockMode.AccessShare),
        DeleteRows delete => effect.Lock(delete.Table, LockMode.RowExclusive).LockAll(delete.Reads, LockMode.AccessShare),
        DataOperation query => effect.LockAll(query.Reads, LockMode.AccessShare),
        CopyRows { Table: { } table } copy => effect.Lock(table, copy.From ? LockMode.RowExclusive : LockMode.AccessShare),
        _ => (LockEffect?)null,
    };
}
