namespace SafeMigrate.Operations;

/// <summary>A constraint as CREATE TABLE or ADD CONSTRAINT defines it, or as the catalog describes it.</summary>
/// <param name="Name">The name given, or null: then the server makes one.</param>
public abstract record Constraint(string? Name)
{
    private Location location = Location.None;

    /// <summary>NOT VALID: existing rows are not checked. From the catalog: not validated yet.</summary>
    public bool NotValid { get; init; }

    /// <summary>NOT ENFORCED (PostgreSQL 18+).</summary>
    public bool NotEnforced { get; init; }

    /// <summary>NO INHERIT.</summary>
    public bool NoInherit { get; init; }

    /// <summary>DEFERRABLE.</summary>
    public bool Deferrable { get; init; }

    /// <summary>INITIALLY DEFERRED.</summary>
    public bool InitiallyDeferred { get; init; }

    /// <summary>A partition or child has it from its parent, where alone it can be changed; only the catalog says so.</summary>
    public bool IsInherited { get; init; }

    /// <summary>The columns of the table that the constraint is about; none where an index is used whose columns only the schema knows.</summary>
    public ValueList<string> ConstrainedColumns => this switch
    {
        CheckConstraint check => check.Condition.Columns,
        NotNullConstraint notNull => [notNull.Column],
        ForeignKey key => key.Columns,
        IndexConstraint index => index.Columns,
        _ => [],
    };

    /// <summary>Where the constraint's own clause stands.</summary>
    public Location Location
    {
        get => location;
        init => location = value;
    }

    /// <summary>Says where it stands, in place of a copy: only for a reader, of a constraint that it has just made and nobody else has seen.</summary>
    internal Constraint Placed(Location at)
    {
        location = at;
        return this;
    }

    /// <summary>Equal when the same is constrained; the place does not count.</summary>
    public virtual bool Equals(Constraint? other) =>
        other is not null && EqualityContract == other.EqualityContract
        && Name == other.Name && NotValid == other.NotValid && NotEnforced == other.NotEnforced && NoInherit == other.NoInherit
        && Deferrable == other.Deferrable && InitiallyDeferred == other.InitiallyDeferred;

    /// <inheritdoc/>
    public override int GetHashCode() => Name?.GetHashCode() ?? 0;
}

/// <summary>CHECK (<paramref name="Condition"/>).</summary>
/// <param name="Name">The name given, or null.</param>
/// <param name="Condition">What each row must not make false.</param>
public sealed record CheckConstraint(string? Name, Expression Condition) : Constraint(Name);

/// <summary>NOT NULL as a constraint of the table (PostgreSQL 18+).</summary>
/// <param name="Name">The name given, or null.</param>
/// <param name="Column">The column that must not be NULL.</param>
public sealed record NotNullConstraint(string? Name, string Column) : Constraint(Name);

/// <summary>FOREIGN KEY (columns) REFERENCES table (columns).</summary>
/// <param name="Name">The name given, or null.</param>
/// <param name="Columns">The referencing columns.</param>
/// <param name="ReferencedTable">The parent.</param>
/// <param name="ReferencedColumns">The parent's columns; empty where not written: then its primary key.</param>
public sealed record ForeignKey(string? Name, ValueList<string> Columns, QualifiedName ReferencedTable, ValueList<string> ReferencedColumns)
    : Constraint(Name)
{
    /// <summary>ON DELETE, in capitals with its column list where one is written: <c>SET NULL (a)</c>; null where not written.</summary>
    public string? OnDelete { get; init; }

    /// <summary>ON UPDATE, in capitals; null where not written.</summary>
    public string? OnUpdate { get; init; }

    /// <summary>The last column is a PERIOD (PostgreSQL 18+).</summary>
    public bool Period { get; init; }

    /// <summary>MATCH FULL, PARTIAL or SIMPLE; null where not written.</summary>
    public string? Match { get; init; }
}

/// <summary>A constraint that an index enforces.</summary>
/// <param name="Name">The name given, or null.</param>
/// <param name="Columns">The key columns; empty with USING INDEX.</param>
public abstract record IndexConstraint(string? Name, ValueList<string> Columns) : Constraint(Name)
{
    /// <summary>USING INDEX: the existing index that becomes the constraint's; null where an index is built.</summary>
    public string? UsingIndex { get; init; }

    /// <summary>ONLINE = ON (SQL Server).</summary>
    public bool Online { get; init; }

    /// <summary>CLUSTERED or NONCLUSTERED (SQL Server); null where not written: then a primary key is clustered if the table is a heap.</summary>
    public bool? Clustered { get; init; }

    /// <summary>INCLUDE (columns).</summary>
    public ValueList<string> Include { get; init; } = ValueList<string>.Empty;

    /// <summary>WITH (storage parameters) as written, without parentheses; null where not written.</summary>
    public string? With { get; init; }

    /// <summary>USING INDEX TABLESPACE; null where not written.</summary>
    public string? Tablespace { get; init; }

    /// <summary>The last key column is WITHOUT OVERLAPS (PostgreSQL 18+).</summary>
    public bool WithoutOverlaps { get; init; }
}

/// <summary>PRIMARY KEY.</summary>
/// <param name="Name">The name given, or null.</param>
/// <param name="Columns">The key columns; empty with USING INDEX.</param>
public sealed record PrimaryKey(string? Name, ValueList<string> Columns) : IndexConstraint(Name, Columns);

/// <summary>UNIQUE.</summary>
/// <param name="Name">The name given, or null.</param>
/// <param name="Columns">The key columns; empty with USING INDEX.</param>
public sealed record UniqueConstraint(string? Name, ValueList<string> Columns) : IndexConstraint(Name, Columns)
{
    /// <summary>NULLS NOT DISTINCT (PostgreSQL 15+).</summary>
    public bool NullsNotDistinct { get; init; }
}

/// <summary>EXCLUDE USING method (elements).</summary>
/// <param name="Name">The name given, or null.</param>
/// <param name="Columns">The elements that are plain columns.</param>
/// <param name="Method">The access method; null where not written.</param>
/// <param name="Elements">Each element with its operator, as SQL: <c>room WITH =</c>.</param>
public sealed record ExclusionConstraint(string? Name, ValueList<string> Columns, string? Method, ValueList<string> Elements)
    : IndexConstraint(Name, Columns)
{
    /// <summary>WHERE (predicate), or null.</summary>
    public Expression? Where { get; init; }
}
