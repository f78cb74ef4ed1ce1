using SafeMigrate.Operations;

namespace SafeMigrate.SqlServer.Operations;

/// <summary>ALTER INDEX ... REBUILD, or ALTER TABLE ... REBUILD.</summary>
/// <param name="Table">The table.</param>
/// <param name="Index">The index; null for ALL, or for the table itself.</param>
public sealed record RebuildIndex(QualifiedName Table, string? Index) : TableOperation(Table)
{
    /// <summary>ONLINE = ON.</summary>
    public bool Online { get; init; }

    /// <summary>DATA_COMPRESSION is among the options.</summary>
    public bool Compresses { get; init; }
}

/// <summary>ALTER INDEX ... DISABLE: of a clustered index this makes the table unreadable.</summary>
/// <param name="Table">The table.</param>
/// <param name="Index">The index; null for ALL.</param>
public sealed record DisableIndex(QualifiedName Table, string? Index) : TableOperation(Table);
