namespace SafeMigrate.Operations;

/// <summary>ALTER TABLE ... ADD COLUMN.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The new column.</param>
public sealed record AddColumn(QualifiedName Table, Column Column) : TableOperation(Table)
{
    /// <summary>IF NOT EXISTS.</summary>
    public bool IfNotExists { get; init; }

    /// <summary>WITH VALUES (SQL Server): the rows that exist get the default, also in a column that may be NULL.</summary>
    public bool WithValues { get; init; }
}

/// <summary>ALTER TABLE ... DROP COLUMN.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
public sealed record DropColumn(QualifiedName Table, string Column) : ColumnOperation(Table, Column)
{
    /// <summary>IF EXISTS.</summary>
    public bool IfExists { get; init; }

    /// <summary>CASCADE.</summary>
    public bool Cascade { get; init; }
}

/// <summary>ALTER TABLE ... RENAME COLUMN.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The old name.</param>
/// <param name="NewName">The new name.</param>
public sealed record RenameColumn(QualifiedName Table, string Column, string NewName) : ColumnOperation(Table, Column);

/// <summary>ALTER TABLE ... ALTER COLUMN ... TYPE.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Type">The new type.</param>
public sealed record ChangeColumnType(QualifiedName Table, string Column, DataType Type) : ColumnOperation(Table, Column)
{
    /// <summary>The column before, where the source says it so that the history need not be asked; null where it does not.</summary>
    public Column? Before { get; init; }

    /// <summary>USING expression, or null: then the assignment cast.</summary>
    public Expression? Using { get; init; }

    /// <summary>COLLATE, or null.</summary>
    public QualifiedName? Collation { get; init; }

    /// <summary>ONLINE = ON (SQL Server).</summary>
    public bool Online { get; init; }
}

/// <summary>ALTER TABLE ... ALTER COLUMN ... SET NOT NULL.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
public sealed record SetNotNull(QualifiedName Table, string Column) : ColumnOperation(Table, Column);

/// <summary>ALTER TABLE ... ALTER COLUMN ... DROP NOT NULL.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
public sealed record DropNotNull(QualifiedName Table, string Column) : ColumnOperation(Table, Column)
{
    /// <summary>True where nobody wrote NULL: SQL Server makes a column nullable when ALTER COLUMN names only the type.</summary>
    public bool Implied { get; init; }
}

/// <summary>ALTER TABLE ... ALTER COLUMN ... SET DEFAULT.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Default">The new default.</param>
public sealed record SetDefault(QualifiedName Table, string Column, Expression Default) : ColumnOperation(Table, Column)
{
    /// <summary>The name given to the default (SQL Server), or null.</summary>
    public string? DefaultName { get; init; }
}

/// <summary>ALTER TABLE ... ALTER COLUMN ... DROP DEFAULT.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
public sealed record DropDefault(QualifiedName Table, string Column) : ColumnOperation(Table, Column);
