namespace SafeMigrate.Runner.Catalog;

/// <summary>
/// What a database looks like in one moment, as its catalog says it: types, defaults, constraints and indexes are the server's own SQL. Lists are
/// in the order of names, so that two snapshots of one database differ only where it does. Holds nothing about hosts, roles or passwords.
/// </summary>
/// <param name="ServerVersion">As the server prints it: <c>15.14</c>.</param>
/// <param name="DefaultSchema">The schema that names without one stand for.</param>
public sealed record CatalogSnapshot(string ServerVersion, string DefaultSchema)
{
    /// <summary>The server's major version.</summary>
    public int ServerMajor => int.TryParse(string.Concat(ServerVersion.TakeWhile(char.IsAsciiDigit)), out var major) ? major : 0;

    /// <summary>Since when writes are counted, in UTC; null where the server does not tell.</summary>
    public DateTime? StatisticsSince { get; init; }

    /// <summary>The migrations that ran, by the tables in which tools keep them.</summary>
    public IReadOnlyList<AppliedHistory> Applied { get; init; } = [];

    /// <summary>All tables that are not the server's or the journal's, partitions and materialized views among them.</summary>
    public IReadOnlyList<CatalogTable> Tables { get; init; } = [];

    /// <summary>The views.</summary>
    public IReadOnlyList<CatalogView> Views { get; init; } = [];

    /// <summary>Functions with text bodies, which a snapshot file does not have.</summary>
    public IReadOnlyList<Routine> Routines { get; init; } = [];

    /// <summary>The domains.</summary>
    public IReadOnlyList<CatalogDomain> Domains { get; init; } = [];
}

/// <summary>What a tool's table says has run.</summary>
/// <param name="Tool">The tool: <c>flyway</c>, <c>goose</c>, <c>safemigrate</c>.</param>
/// <param name="Versions">The versions as the table holds them, in order.</param>
public sealed record AppliedHistory(string Tool, IReadOnlyList<string> Versions)
{
    /// <summary>Where the tool keeps only the last one: all up to this version ran. Else null.</summary>
    public string? UpTo { get; init; }
}

/// <summary>A table, partitioned table, partition or materialized view.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
public sealed record CatalogTable(string Schema, string Name)
{
    /// <summary>The planner's estimate; null where nothing was analysed.</summary>
    public long? Rows { get; init; }

    /// <summary>Bytes of the table with its TOAST, without indexes.</summary>
    public long? Bytes { get; init; }

    /// <summary>Bytes of all its indexes.</summary>
    public long? IndexBytes { get; init; }

    /// <summary>Rows inserted, updated and deleted a second, on average since <see cref="CatalogSnapshot.StatisticsSince"/>.</summary>
    public double? WritesPerSecond { get; init; }

    /// <summary>The query of a materialized view; null for a table.</summary>
    public string? Query { get; init; }

    /// <summary>UNLOGGED.</summary>
    public bool Unlogged { get; init; }

    /// <summary>Row-level security is enabled.</summary>
    public bool RowSecurity { get; init; }

    /// <summary>A partition whose rows are on another server.</summary>
    public bool Foreign { get; init; }

    /// <summary>The partition key, <c>RANGE (day)</c>; null for a plain table.</summary>
    public string? PartitionBy { get; init; }

    /// <summary>The partitioned table it is a partition of, or null.</summary>
    public CatalogPartitionOf? PartitionOf { get; init; }

    /// <summary>The tables it inherits from without being a partition.</summary>
    public IReadOnlyList<(string Schema, string Name)> Inherits { get; init; } = [];

    /// <summary>In the order of the table.</summary>
    public IReadOnlyList<CatalogColumn> Columns { get; init; } = [];

    /// <summary>CHECK, PRIMARY KEY, UNIQUE, FOREIGN KEY and EXCLUDE.</summary>
    public IReadOnlyList<CatalogObject> Constraints { get; init; } = [];

    /// <summary>Indexes that belong to no constraint.</summary>
    public IReadOnlyList<CatalogObject> Indexes { get; init; } = [];

    /// <summary>What hangs on the table or its columns: views, policies, triggers, foreign keys of others.</summary>
    public IReadOnlyList<Dependent> Dependents { get; init; } = [];
}

/// <summary>PARTITION OF.</summary>
/// <param name="Schema">The partitioned table's schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Bound">The bound, as <c>FOR VALUES IN ('a')</c> or <c>DEFAULT</c>.</param>
public sealed record CatalogPartitionOf(string Schema, string Name, string Bound);

/// <summary>A column.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">As <c>format_type</c> prints it.</param>
public sealed record CatalogColumn(string Name, string Type)
{
    /// <summary>NOT NULL, and checked for all rows.</summary>
    public bool NotNull { get; init; }

    /// <summary>The default, or what a generated column is computed from.</summary>
    public string? Expression { get; init; }

    /// <summary><c>stored</c> or <c>virtual</c> for a generated column, else null.</summary>
    public string? Generated { get; init; }

    /// <summary><c>always</c> or <c>by default</c> for an identity column, else null.</summary>
    public string? Identity { get; init; }

    /// <summary>A collation that is not the type's own, or null.</summary>
    public string? Collation { get; init; }

    /// <summary>The collation's schema where it is not the server's.</summary>
    public string? CollationSchema { get; init; }

    /// <summary>The comment, or null.</summary>
    public string? Comment { get; init; }
}

/// <summary>A constraint or an index, as the server defines it in SQL.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Definition">The SQL; of a constraint what stands behind its name.</param>
/// <param name="IsValid">False for a constraint that is NOT VALID, and for an index whose concurrent build failed.</param>
/// <param name="Columns">The columns it uses.</param>
public sealed record CatalogObject(string Name, string Definition, bool IsValid, IReadOnlyList<string> Columns)
{
    /// <summary>The parent of a partition or child has it too, and gave it.</summary>
    public bool IsInherited { get; init; }
}

/// <summary>A view.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Query">The query, without a semicolon.</param>
public sealed record CatalogView(string Schema, string Name, string Query);

/// <summary>A domain.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type it restricts.</param>
/// <param name="NotNull">NOT NULL.</param>
/// <param name="Checks">Its constraints.</param>
public sealed record CatalogDomain(string Schema, string Name, string Type, bool NotNull, IReadOnlyList<CatalogObject> Checks);
