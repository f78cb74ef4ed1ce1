namespace SafeMigrate.Operations;

/// <summary>ALTER TABLE ... SET LOGGED or SET UNLOGGED.</summary>
/// <param name="Table">The table.</param>
/// <param name="Logged">SET LOGGED.</param>
public sealed record SetLogged(QualifiedName Table, bool Logged) : TableOperation(Table);

/// <summary>ALTER TABLE ... SET ACCESS METHOD (PostgreSQL 15+).</summary>
/// <param name="Table">The table.</param>
/// <param name="Method">The access method, or null for the default.</param>
public sealed record SetAccessMethod(QualifiedName Table, string? Method) : TableOperation(Table);

/// <summary>ALTER TABLE, INDEX or MATERIALIZED VIEW ... SET TABLESPACE.</summary>
/// <param name="Kind">What is moved: a table, an index or a materialized view.</param>
/// <param name="Object">Its name.</param>
/// <param name="Tablespace">Where it goes.</param>
public sealed record SetTablespace(ObjectKind Kind, QualifiedName Object, string Tablespace) : Operation;

/// <summary>ALTER TABLE, INDEX or VIEW ... SET (...) or RESET (...).</summary>
/// <param name="Kind">What it belongs to.</param>
/// <param name="Object">Its name.</param>
/// <param name="Parameters">Each as written: <c>fillfactor=70</c>; with RESET the name alone.</param>
public sealed record SetStorageParameters(ObjectKind Kind, QualifiedName Object, ValueList<string> Parameters) : Operation
{
    /// <summary>RESET.</summary>
    public bool Reset { get; init; }

    /// <summary>The names of the parameters, in lower case.</summary>
    public IEnumerable<string> Names => Parameters.Select(parameter => parameter.Split('=')[0].Trim().ToLowerInvariant());
}

/// <summary>ALTER TABLE ... REPLICA IDENTITY.</summary>
/// <param name="Table">The table.</param>
/// <param name="Identity"><c>DEFAULT</c>, <c>FULL</c>, <c>NOTHING</c> or <c>INDEX</c>.</param>
public sealed record SetReplicaIdentity(QualifiedName Table, string Identity) : TableOperation(Table)
{
    /// <summary>USING INDEX, else null.</summary>
    public string? Index { get; init; }
}

/// <summary>ALTER TABLE ... ENABLE, DISABLE, FORCE or NO FORCE ROW LEVEL SECURITY.</summary>
/// <param name="Table">The table.</param>
/// <param name="Change"><c>ENABLE</c>, <c>DISABLE</c>, <c>FORCE</c> or <c>NO FORCE</c>.</param>
public sealed record SetRowSecurity(QualifiedName Table, string Change) : TableOperation(Table);

/// <summary>ALTER TABLE ... CLUSTER ON index, or SET WITHOUT CLUSTER: only remembered for the next CLUSTER.</summary>
/// <param name="Table">The table.</param>
/// <param name="Index">The index, or null for SET WITHOUT CLUSTER.</param>
public sealed record SetClusterIndex(QualifiedName Table, string? Index) : TableOperation(Table);

/// <summary>ALTER TABLE ... ALTER CONSTRAINT.</summary>
/// <param name="Table">The table.</param>
/// <param name="Constraint">The constraint's name.</param>
public sealed record AlterConstraint(QualifiedName Table, string Constraint) : TableOperation(Table)
{
    /// <summary>DEFERRABLE (true) or NOT DEFERRABLE (false); null where not written.</summary>
    public bool? Deferrable { get; init; }

    /// <summary>ENFORCED (true) or NOT ENFORCED (false); null where not written (PostgreSQL 18+).</summary>
    public bool? Enforced { get; init; }

    /// <summary>INHERIT (true) or NO INHERIT (false); null where not written (PostgreSQL 18+).</summary>
    public bool? Inherit { get; init; }
}
