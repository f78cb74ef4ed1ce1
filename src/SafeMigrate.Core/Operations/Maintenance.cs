namespace SafeMigrate.Operations;

/// <summary>VACUUM, one for each table named.</summary>
/// <param name="Table">The table, or null for the whole database.</param>
public sealed record Vacuum(QualifiedName? Table) : Operation
{
    /// <summary>FULL: the table is written anew.</summary>
    public bool Full { get; init; }

    /// <summary>ANALYZE.</summary>
    public bool Analyze { get; init; }
}

/// <summary>ANALYZE, one for each table named.</summary>
/// <param name="Table">The table, or null for the whole database.</param>
public sealed record Analyze(QualifiedName? Table) : Operation
{
    /// <summary>The columns listed; empty for all.</summary>
    public ValueList<string> Columns { get; init; } = ValueList<string>.Empty;
}

/// <summary>CLUSTER.</summary>
/// <param name="Table">The table, or null for every table that was clustered before.</param>
public sealed record Cluster(QualifiedName? Table) : Operation
{
    /// <summary>The index that gives the order, or null for the one remembered.</summary>
    public string? Index { get; init; }
}

/// <summary>REINDEX.</summary>
/// <param name="Target"><c>INDEX</c>, <c>TABLE</c>, <c>SCHEMA</c>, <c>DATABASE</c> or <c>SYSTEM</c>.</param>
/// <param name="Object">What is named; null for the current database.</param>
public sealed record Reindex(string Target, QualifiedName? Object) : Operation
{
    /// <summary>CONCURRENTLY.</summary>
    public bool Concurrently { get; init; }
}

/// <summary>GRANT or REVOKE.</summary>
/// <param name="Kind">What the privileges are on; <see cref="ObjectKind.Role"/> for membership.</param>
/// <param name="Objects">The objects named; empty for ALL ... IN SCHEMA and default privileges.</param>
/// <param name="Sql">The statement as written.</param>
public sealed record ChangePrivileges(ObjectKind Kind, ValueList<QualifiedName> Objects, string Sql) : Operation
{
    /// <summary>REVOKE.</summary>
    public bool Revoke { get; init; }

    /// <summary>The privileges in capitals; <c>ALL</c> alone for all.</summary>
    public ValueList<string> Privileges { get; init; } = ValueList<string>.Empty;

    /// <summary>The roles as written; <c>PUBLIC</c> in capitals.</summary>
    public ValueList<string> Roles { get; init; } = ValueList<string>.Empty;
}

/// <summary>CREATE PUBLICATION, or ALTER PUBLICATION ... ADD or SET.</summary>
/// <param name="Publication">The publication.</param>
/// <param name="Tables">The tables it gets.</param>
public sealed record PublishTables(string Publication, ValueList<QualifiedName> Tables) : Operation
{
    /// <summary>FOR ALL TABLES, or TABLES IN SCHEMA.</summary>
    public bool All { get; init; }

    /// <summary>CREATE; false is ALTER.</summary>
    public bool Create { get; init; }
}

/// <summary>COPY table FROM or TO.</summary>
/// <param name="Table">The table; null for COPY (query) TO.</param>
/// <param name="Sql">The statement as written.</param>
public sealed record CopyRows(QualifiedName? Table, string Sql) : Operation
{
    /// <summary>FROM: rows are added.</summary>
    public bool From { get; init; }
}
