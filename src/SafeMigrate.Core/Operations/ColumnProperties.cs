namespace SafeMigrate.Operations;

/// <summary>ALTER TABLE ... ALTER COLUMN ... ADD GENERATED AS IDENTITY.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Identity">ALWAYS or BY DEFAULT, and the sequence's options.</param>
public sealed record AddIdentity(QualifiedName Table, string Column, Identity Identity) : ColumnOperation(Table, Column);

/// <summary>ALTER TABLE ... ALTER COLUMN ... SET GENERATED, SET sequence option or RESTART of an identity column.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Options">As written.</param>
public sealed record ChangeIdentity(QualifiedName Table, string Column, string Options) : ColumnOperation(Table, Column)
{
    /// <summary>SET GENERATED ALWAYS (true) or BY DEFAULT (false); null where not written.</summary>
    public bool? Always { get; init; }
}

/// <summary>ALTER TABLE ... ALTER COLUMN ... DROP IDENTITY.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
public sealed record DropIdentity(QualifiedName Table, string Column) : ColumnOperation(Table, Column)
{
    /// <summary>IF EXISTS.</summary>
    public bool IfExists { get; init; }
}

/// <summary>ALTER TABLE ... ALTER COLUMN ... SET EXPRESSION (PostgreSQL 17+).</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The generated column.</param>
/// <param name="Expression">The new expression.</param>
public sealed record SetExpression(QualifiedName Table, string Column, Expression Expression) : ColumnOperation(Table, Column);

/// <summary>ALTER TABLE ... ALTER COLUMN ... DROP EXPRESSION.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The generated column that becomes a plain one.</param>
public sealed record DropExpression(QualifiedName Table, string Column) : ColumnOperation(Table, Column)
{
    /// <summary>IF EXISTS.</summary>
    public bool IfExists { get; init; }
}

/// <summary>ALTER TABLE ... ALTER COLUMN ... SET STATISTICS, STORAGE, COMPRESSION, or SET and RESET of attribute options.</summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Property"><c>STATISTICS</c>, <c>STORAGE</c>, <c>COMPRESSION</c> or <c>OPTIONS</c>.</param>
/// <param name="Value">The value as written.</param>
public sealed record SetColumnProperty(QualifiedName Table, string Column, string Property, string Value) : ColumnOperation(Table, Column);
