using SafeMigrate.Operations;

namespace SafeMigrate.SqlServer.Operations;

/// <summary>ALTER TABLE ... SWITCH.</summary>
/// <param name="Table">The source.</param>
/// <param name="Target">The target.</param>
public sealed record SwitchPartition(QualifiedName Table, QualifiedName Target) : TableOperation(Table)
{
    /// <summary>WAIT_AT_LOW_PRIORITY: others do not queue behind it while it waits.</summary>
    public bool WaitsAtLowPriority { get; init; }
}

/// <summary>ALTER TABLE ... SET (SYSTEM_VERSIONING = OFF).</summary>
/// <param name="Table">The temporal table.</param>
public sealed record StopVersioning(QualifiedName Table) : TableOperation(Table);

/// <summary>ALTER COLUMN ... ADD or DROP SPARSE: the rows are written anew.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Sparse">ADD; false is DROP.</param>
public sealed record ChangeSparse(QualifiedName Table, string Column, bool Sparse) : ColumnOperation(Table, Column);
