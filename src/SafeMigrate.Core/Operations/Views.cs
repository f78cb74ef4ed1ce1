namespace SafeMigrate.Operations;

/// <summary>CREATE VIEW.</summary>
/// <param name="View">The view.</param>
/// <param name="Sql">The statement as written.</param>
public sealed record CreateView(QualifiedName View, string Sql) : Operation
{
    /// <summary>OR REPLACE.</summary>
    public bool Replace { get; init; }

    /// <summary>TEMPORARY.</summary>
    public bool Temporary { get; init; }

    /// <summary>The names of the output columns in order where all are known; else empty.</summary>
    public ValueList<string> Columns { get; init; } = ValueList<string>.Empty;

    /// <summary>The relations read.</summary>
    public ValueList<QualifiedName> Reads { get; init; } = ValueList<QualifiedName>.Empty;
}

/// <summary>CREATE MATERIALIZED VIEW.</summary>
/// <param name="View">The materialized view.</param>
/// <param name="Sql">The statement as written.</param>
public sealed record CreateMaterializedView(QualifiedName View, string Sql) : Operation
{
    /// <summary>The statement behind the name, as written.</summary>
    public string Definition { get; init; } = "";

    /// <summary>IF NOT EXISTS.</summary>
    public bool IfNotExists { get; init; }

    /// <summary>WITH NO DATA.</summary>
    public bool WithNoData { get; init; }

    /// <summary>True where the catalog says that a unique index of plain columns covers all rows.</summary>
    public bool IsUnique { get; init; }

    /// <summary>The relations read.</summary>
    public ValueList<QualifiedName> Reads { get; init; } = ValueList<QualifiedName>.Empty;
}

/// <summary>REFRESH MATERIALIZED VIEW.</summary>
/// <param name="View">The materialized view.</param>
public sealed record RefreshMaterializedView(QualifiedName View) : Operation
{
    /// <summary>CONCURRENTLY.</summary>
    public bool Concurrently { get; init; }

    /// <summary>WITH NO DATA.</summary>
    public bool WithNoData { get; init; }
}
