namespace SafeMigrate.Operations;

/// <summary>ALTER TABLE ... ATTACH PARTITION.</summary>
/// <param name="Table">The partitioned table.</param>
/// <param name="Partition">The table that becomes a partition.</param>
/// <param name="Bound">The bound as written, <c>FOR VALUES IN ('a')</c>, or <c>DEFAULT</c>.</param>
public sealed record AttachPartition(QualifiedName Table, QualifiedName Partition, string Bound) : TableOperation(Table);

/// <summary>ALTER TABLE ... DETACH PARTITION.</summary>
/// <param name="Table">The partitioned table.</param>
/// <param name="Partition">The partition that becomes a table of its own.</param>
public sealed record DetachPartition(QualifiedName Table, QualifiedName Partition) : TableOperation(Table)
{
    /// <summary>CONCURRENTLY.</summary>
    public bool Concurrently { get; init; }

    /// <summary>FINALIZE: ends a concurrent detach that was interrupted.</summary>
    public bool Finalize { get; init; }
}

/// <summary>ALTER INDEX ... ATTACH PARTITION.</summary>
/// <param name="Index">The index of the partitioned table.</param>
/// <param name="Partition">The index of a partition.</param>
public sealed record AttachIndex(QualifiedName Index, QualifiedName Partition) : Operation;

/// <summary>Fails where a partition has no valid index that belongs to the index of its table, for that one is not valid then; reads only. Made up by plans.</summary>
/// <param name="Index">The index of the partitioned table.</param>
public sealed record RequireWholeIndex(QualifiedName Index) : Operation;

/// <summary>ALTER TABLE ... INHERIT or NO INHERIT.</summary>
/// <param name="Table">The child.</param>
/// <param name="Parent">The table inherited from.</param>
/// <param name="Inherits">INHERIT; false is NO INHERIT.</param>
public sealed record ChangeInheritance(QualifiedName Table, QualifiedName Parent, bool Inherits) : TableOperation(Table);

/// <summary>Lets the indexes of partitions that are parts of two indexes of the whole change names, table by table. Made up by plans.</summary>
/// <param name="Table">The partitioned table.</param>
/// <param name="One">One index of it.</param>
/// <param name="Other">The other one.</param>
public sealed record SwapPartitionIndexes(QualifiedName Table, string One, string Other) : TableOperation(Table);

/// <summary>Gives a foreign key that partitions have from the whole the name that it has there. Made up by plans.</summary>
/// <param name="Table">The partitioned table.</param>
/// <param name="Constraint">The key.</param>
public sealed record NamePartitionKeys(QualifiedName Table, string Constraint) : TableOperation(Table);

/// <summary>
/// Puts unique indexes of the partitions, which are not part of one of the whole, into the place of its primary key. A partition that came since they were built gets its own if
/// that takes no time; else it fails, and says which. Made up by plans.
/// </summary>
/// <param name="Table">The partitioned table.</param>
/// <param name="Former">The key that goes.</param>
/// <param name="Key">The key that comes, with its columns.</param>
public sealed record ReplacePartitionedKey(QualifiedName Table, string Former, PrimaryKey Key) : TableOperation(Table);

/// <summary>Writes down which checks a partition has before it is detached, and what its bound says. Made up by plans.</summary>
/// <param name="Table">The partition.</param>
/// <param name="Kept">The table of ours that keeps it; unique in the database.</param>
public sealed record RememberBound(QualifiedName Table, string Kept) : TableOperation(Table);

/// <summary>Drops the check that DETACH CONCURRENTLY leaves in the place of the bound, and forgets what <see cref="RememberBound"/> kept. Made up by plans.</summary>
/// <param name="Table">The table that was a partition.</param>
/// <param name="Kept">As remembered.</param>
public sealed record DropBoundCheck(QualifiedName Table, string Kept) : TableOperation(Table);
