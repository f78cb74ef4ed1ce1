using SafeMigrate.Operations;

namespace SafeMigrate;

/// <summary>A table as far as it is known.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns in order. Their constraints stand in <see cref="Constraints"/>, and serial types as integers with a default.</param>
public sealed record Table(QualifiedName Name, ValueList<Column> Columns)
{
    /// <summary>All constraints, with their names where the server's naming is known.</summary>
    public ValueList<Constraint> Constraints { get; init; } = ValueList<Constraint>.Empty;

    /// <summary>All indexes but those of constraints.</summary>
    public ValueList<Index> Indexes { get; init; } = ValueList<Index>.Empty;

    /// <summary>Things that hang on the table and that only a catalog knows: views, triggers, policies, incoming foreign keys.</summary>
    public ValueList<Dependent> Dependents { get; init; } = ValueList<Dependent>.Empty;

    /// <summary>PARTITION BY; null for a plain table.</summary>
    public string? PartitionBy { get; init; }

    /// <summary>The partitioned table this one is a partition of, with its bound, or null.</summary>
    public PartitionOf? PartitionOf { get; init; }

    /// <summary>The tables it inherits from without being a partition.</summary>
    public ValueList<QualifiedName> Inherits { get; init; } = ValueList<QualifiedName>.Empty;

    /// <summary>Permanent unless it was created otherwise.</summary>
    public Persistence Persistence { get; init; }

    /// <summary>Its rows are on another server.</summary>
    public bool IsForeign { get; init; }

    /// <summary>True where all columns are known; false for a table that a migration changes and none of those read created.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Row-level security is enabled.</summary>
    public bool RowSecurity { get; init; }

    /// <summary>The planner's estimate of the number of rows (<c>pg_class.reltuples</c>); null where not known.</summary>
    public long? EstimatedRows { get; init; }

    /// <summary>Size of the table without its indexes, in bytes; null where not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>Rows inserted, updated and deleted a second, on average since the server's statistics began; null where not known.</summary>
    public double? WritesPerSecond { get; init; }

    /// <summary>True with a unique index of plain columns over all rows, by which a materialized view can be refreshed while others read.</summary>
    public bool IsUnique => Indexes.Any(index => index is { Unique: true, Where: null } && index.Columns.All(key => key.Column is not null));

    /// <summary>The column, or null.</summary>
    public Column? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>The constraint, or null.</summary>
    public Constraint? Constraint(string name) => Constraints.FirstOrDefault(constraint => constraint.Name == name);

    /// <summary>The columns of the primary key; empty where there is none or it is not known.</summary>
    public ValueList<string> KeyColumns => Constraints.OfType<PrimaryKey>().FirstOrDefault()?.Columns ?? [];
}

/// <summary>Something that hangs on a table or one of its columns.</summary>
/// <param name="Kind">In words: <c>view</c>, <c>policy</c>, <c>foreign key of orders</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Column">The column it uses, or null for the table as a whole.</param>
public sealed record Dependent(string Kind, string Name, string? Column)
{
    /// <summary>For messages: <c>view "active_orders"</c>.</summary>
    public override string ToString() => $"{Kind} \"{Name}\"";
}

/// <summary>A function or procedure whose body is text to the server.</summary>
/// <param name="Name">Its name with its arguments.</param>
/// <param name="Body">The text.</param>
public sealed record Routine(string Name, string Body);
