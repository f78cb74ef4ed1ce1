namespace SafeMigrate.Operations;

/// <summary>An index as CREATE INDEX defines it, or as the catalog describes it.</summary>
/// <param name="Name">The name given, or null: then the server makes one. An index lives in its table's schema.</param>
/// <param name="Table">The table.</param>
/// <param name="Columns">The key, in order.</param>
public sealed record Index(string? Name, QualifiedName Table, ValueList<IndexColumn> Columns)
{
    /// <summary>UNIQUE.</summary>
    public bool Unique { get; init; }

    /// <summary>USING method; null where not written, which means btree.</summary>
    public string? Method { get; init; }

    /// <summary>CLUSTERED (SQL Server): the table itself is put in this order.</summary>
    public bool Clustered { get; init; }

    /// <summary>INCLUDE (columns).</summary>
    public ValueList<string> Include { get; init; } = ValueList<string>.Empty;

    /// <summary>WHERE predicate of a partial index, or null.</summary>
    public Expression? Where { get; init; }

    /// <summary>NULLS NOT DISTINCT (PostgreSQL 15+).</summary>
    public bool NullsNotDistinct { get; init; }

    /// <summary>WITH (storage parameters) as written, without parentheses; null where not written.</summary>
    public string? With { get; init; }

    /// <summary>TABLESPACE; null where not written.</summary>
    public string? Tablespace { get; init; }

    /// <summary>ON ONLY: of a partitioned table, not built on its partitions.</summary>
    public bool Only { get; init; }

    /// <summary>It is part of an index of the partitioned table; only the catalog says so.</summary>
    public bool IsInherited { get; init; }

    /// <summary>False for a leftover of a failed concurrent build; only the catalog says so.</summary>
    public bool IsValid { get; init; } = true;
}

/// <summary>One key of an index: a column, or an expression.</summary>
/// <param name="Column">The column's name; null for an expression.</param>
/// <param name="Expression">The expression without its outer parentheses; null for a column.</param>
public sealed record IndexColumn(string? Column, Expression? Expression)
{
    /// <summary>A plain column.</summary>
    public IndexColumn(string column)
        : this(column, null)
    {
    }

    /// <summary>COLLATE, or null.</summary>
    public QualifiedName? Collation { get; init; }

    /// <summary>The operator class as written, with its parameters; null where not written.</summary>
    public string? OperatorClass { get; init; }

    /// <summary>DESC.</summary>
    public bool Descending { get; init; }

    /// <summary>NULLS FIRST (true) or LAST (false); null where not written.</summary>
    public bool? NullsFirst { get; init; }
}

/// <summary>CREATE INDEX.</summary>
/// <param name="Index">The new index.</param>
public sealed record CreateIndex(Index Index) : TableOperation(Index.Table)
{
    /// <summary>CONCURRENTLY; ONLINE = ON on SQL Server.</summary>
    public bool Concurrently { get; init; }

    /// <summary>IF NOT EXISTS.</summary>
    public bool IfNotExists { get; init; }

    /// <summary>DROP_EXISTING = ON (SQL Server): takes the place of the index with that name.</summary>
    public bool DropExisting { get; init; }
}

/// <summary>DROP INDEX, one for each index named.</summary>
/// <param name="Index">The index.</param>
public sealed record DropIndex(QualifiedName Index) : Operation
{
    /// <summary>CONCURRENTLY; ONLINE = ON on SQL Server.</summary>
    public bool Concurrently { get; init; }

    /// <summary>IF EXISTS.</summary>
    public bool IfExists { get; init; }

    /// <summary>CASCADE.</summary>
    public bool Cascade { get; init; }

    /// <summary>The index's table where the statement says it (SQL Server, FluentMigrator), else null.</summary>
    public QualifiedName? Table { get; init; }
}

/// <summary>ALTER INDEX ... RENAME TO.</summary>
/// <param name="Index">The index under its old name.</param>
/// <param name="NewName">The new name.</param>
public sealed record RenameIndex(QualifiedName Index, string NewName) : Operation;
