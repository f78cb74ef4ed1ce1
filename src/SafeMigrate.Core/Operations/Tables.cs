namespace SafeMigrate.Operations;

/// <summary>Whether a table's data survives a session and a crash.</summary>
public enum Persistence
{
    /// <summary>An ordinary table.</summary>
    Permanent,

    /// <summary>UNLOGGED: emptied after a crash, not replicated.</summary>
    Unlogged,

    /// <summary>TEMPORARY: of one session, so no other version sees it.</summary>
    Temporary,
}

/// <summary>CREATE TABLE.</summary>
/// <param name="Table">The new table.</param>
/// <param name="Columns">Its columns in order.</param>
/// <param name="Constraints">The constraints written beside the columns; those written with a column are in the column.</param>
public sealed record CreateTable(QualifiedName Table, ValueList<Column> Columns, ValueList<Constraint> Constraints) : TableOperation(Table)
{
    /// <summary>IF NOT EXISTS.</summary>
    public bool IfNotExists { get; init; }

    /// <summary>Permanent unless written otherwise.</summary>
    public Persistence Persistence { get; init; }

    /// <summary>PARTITION OF parent; null for a table of its own.</summary>
    public PartitionOf? PartitionOf { get; init; }

    /// <summary>PARTITION BY as written: <c>RANGE (created_at)</c>; null for a plain table.</summary>
    public string? PartitionBy { get; init; }

    /// <summary>OF type: the columns are those of a composite type; null for a table of its own.</summary>
    public QualifiedName? OfType { get; init; }

    /// <summary>INHERITS (parents).</summary>
    public ValueList<QualifiedName> Inherits { get; init; } = ValueList<QualifiedName>.Empty;

    /// <summary>LIKE clauses, each with the tables it copies from.</summary>
    public ValueList<TableLike> Like { get; init; } = ValueList<TableLike>.Empty;

    /// <summary>AS query: the table is filled while it is created; null where not written.</summary>
    public string? AsQuery { get; init; }

    /// <summary>CREATE FOREIGN TABLE: the server; null for an ordinary table.</summary>
    public string? Server { get; init; }

    /// <summary>CREATE FOREIGN TABLE: OPTIONS as written, without parentheses; null where there are none.</summary>
    public string? ForeignOptions { get; init; }

    /// <summary>What follows the parentheses and none of the above holds, as written: USING, WITH, ON COMMIT, TABLESPACE; "" for none.</summary>
    public string Options { get; init; } = "";
}

/// <summary>PARTITION OF <paramref name="Parent"/> FOR VALUES ...</summary>
/// <param name="Parent">The partitioned table.</param>
/// <param name="Bound">The bound as written, <c>FOR VALUES IN ('a')</c>, or <c>DEFAULT</c>.</param>
public sealed record PartitionOf(QualifiedName Parent, string Bound)
{
    /// <summary>True for the DEFAULT partition.</summary>
    public bool IsDefault => Bound == "DEFAULT";
}

/// <summary>LIKE <paramref name="Source"/> INCLUDING ...</summary>
/// <param name="Source">The table whose definition is copied.</param>
/// <param name="Options">As written: <c>INCLUDING ALL EXCLUDING INDEXES</c>; "" for none.</param>
public sealed record TableLike(QualifiedName Source, string Options)
{
    /// <summary>True where a kind of property is copied; of several options the last one counts.</summary>
    /// <param name="kind">In capitals: <c>DEFAULTS</c>.</param>
    public bool Includes(string kind)
    {
        var words = Options.ToUpperInvariant().Split(' ');
        var last = Array.FindLastIndex(words, word => word == kind || word == "ALL");
        return last > 0 && words[last - 1] == "INCLUDING";
    }
}

/// <summary>DROP TABLE, one for each table named.</summary>
/// <param name="Table">The table.</param>
public sealed record DropTable(QualifiedName Table) : TableOperation(Table)
{
    /// <summary>IF EXISTS.</summary>
    public bool IfExists { get; init; }

    /// <summary>CASCADE.</summary>
    public bool Cascade { get; init; }
}

/// <summary>ALTER TABLE ... RENAME TO.</summary>
/// <param name="Table">The table under its old name.</param>
/// <param name="NewName">The new name, in the same schema.</param>
public sealed record RenameTable(QualifiedName Table, string NewName) : TableOperation(Table);

/// <summary>ALTER TABLE ... SET SCHEMA.</summary>
/// <param name="Table">The table under its old name.</param>
/// <param name="NewSchema">The schema it moves to.</param>
public sealed record MoveTable(QualifiedName Table, string NewSchema) : TableOperation(Table);

/// <summary>TRUNCATE, one for each table named.</summary>
/// <param name="Table">The table that is emptied.</param>
public sealed record TruncateTable(QualifiedName Table) : TableOperation(Table)
{
    /// <summary>CASCADE: tables that reference it are emptied too.</summary>
    public bool Cascade { get; init; }

    /// <summary>RESTART IDENTITY.</summary>
    public bool RestartIdentity { get; init; }
}

/// <summary>LOCK TABLE, one for each table named.</summary>
/// <param name="Table">The table.</param>
/// <param name="Mode">The mode as <c>pg_locks</c> names it: <c>AccessExclusiveLock</c>.</param>
public sealed record LockTable(QualifiedName Table, string Mode) : TableOperation(Table)
{
    /// <summary>NOWAIT.</summary>
    public bool NoWait { get; init; }
}
