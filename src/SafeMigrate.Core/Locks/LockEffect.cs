namespace SafeMigrate.Locks;

/// <summary>PostgreSQL's table lock modes, from the weakest to the strongest; the numbers are the server's.</summary>
public enum LockMode
{
    /// <summary>SELECT.</summary>
    AccessShare = 1,

    /// <summary>SELECT FOR UPDATE; the parent of a foreign key under VALIDATE.</summary>
    RowShare,

    /// <summary>INSERT, UPDATE, DELETE.</summary>
    RowExclusive,

    /// <summary>VACUUM, VALIDATE CONSTRAINT, CREATE INDEX CONCURRENTLY: reads and writes go on.</summary>
    ShareUpdateExclusive,

    /// <summary>CREATE INDEX: reads go on, writes wait.</summary>
    Share,

    /// <summary>ADD FOREIGN KEY, CREATE TRIGGER: reads go on, writes wait.</summary>
    ShareRowExclusive,

    /// <summary>REFRESH MATERIALIZED VIEW CONCURRENTLY: only plain reads go on.</summary>
    Exclusive,

    /// <summary>Most of ALTER TABLE: reads and writes wait.</summary>
    AccessExclusive,
}

/// <summary>A lock on one relation.</summary>
/// <param name="Relation">The table, index or other relation.</param>
/// <param name="Mode">The strongest mode taken.</param>
public sealed record RelationLock(QualifiedName Relation, LockMode Mode);

/// <summary>What one operation does on one server version while it runs.</summary>
/// <param name="Locks">The strongest new lock for each relation.</param>
public sealed record LockEffect(ValueList<RelationLock> Locks)
{
    /// <summary>No lock that anybody could wait for.</summary>
    public static LockEffect None { get; } = new([]);

    /// <summary>Relations read in full while the lock is held.</summary>
    public ValueList<QualifiedName> Scans { get; init; } = ValueList<QualifiedName>.Empty;

    /// <summary>Relations written anew while the lock is held.</summary>
    public ValueList<QualifiedName> Rewrites { get; init; } = ValueList<QualifiedName>.Empty;

    /// <summary>Relations that get an index built while the lock is held.</summary>
    public ValueList<QualifiedName> Builds { get; init; } = ValueList<QualifiedName>.Empty;

    /// <summary>True where the server refuses the operation inside a transaction block.</summary>
    public bool OutsideTransaction { get; init; }

    /// <summary>True where it waits until every older snapshot is gone, as concurrent index builds do.</summary>
    public bool WaitsForSnapshots { get; init; }
}
