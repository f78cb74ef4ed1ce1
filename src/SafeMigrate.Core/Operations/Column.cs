namespace SafeMigrate.Operations;

/// <summary>A column as CREATE TABLE or ADD COLUMN defines it, or as the catalog describes it.</summary>
/// <param name="Name">The name after folding.</param>
/// <param name="Type">The type; serial types are written as such (<c>serial</c>, <c>bigserial</c>), not as their expansion.</param>
public sealed record Column(string Name, DataType Type)
{
    /// <summary>True with NOT NULL. PRIMARY KEY and identity imply it and do not set it.</summary>
    public bool NotNull { get; init; }

    /// <summary>The name given to the NOT NULL, which PostgreSQL 18 keeps.</summary>
    public string? NotNullName { get; init; }

    /// <summary>NO INHERIT of the NOT NULL (PostgreSQL 18+).</summary>
    public bool NotNullNoInherit { get; init; }

    /// <summary>The DEFAULT, or null where there is none.</summary>
    public Expression? Default { get; init; }

    /// <summary>The name given to the DEFAULT, which SQL Server keeps as a constraint; null where none was given.</summary>
    public string? DefaultName { get; init; }

    /// <summary>GENERATED ALWAYS AS (expression), or null.</summary>
    public Generated? Generated { get; init; }

    /// <summary>GENERATED AS IDENTITY, or null.</summary>
    public Identity? Identity { get; init; }

    /// <summary>The COLLATE clause as written, or null.</summary>
    public QualifiedName? Collation { get; init; }

    /// <summary>STORAGE (16+), or null.</summary>
    public string? Storage { get; init; }

    /// <summary>COMPRESSION, or null.</summary>
    public string? Compression { get; init; }

    /// <summary>OPTIONS of a foreign table's column, without parentheses; null where not written.</summary>
    public string? ForeignOptions { get; init; }

    /// <summary>The constraints written with the column, in order: CHECK, UNIQUE, PRIMARY KEY, REFERENCES.</summary>
    public ValueList<Constraint> Constraints { get; init; } = ValueList<Constraint>.Empty;

    /// <summary>The comment on the column, from the catalog or a migration's annotation; null where there is none.</summary>
    public string? Comment { get; init; }

    /// <summary>The value that rows which exist already get, where the migration says one (FluentMigrator's SetExistingRowsTo).</summary>
    public Expression? ExistingRows { get; init; }

    /// <summary>True for smallserial, serial and bigserial.</summary>
    public bool IsSerial => Type is { Schema: null, ArrayDimensions: 0, Name: "smallserial" or "serial" or "bigserial" };
}

/// <summary>GENERATED ALWAYS AS (<paramref name="Expression"/>).</summary>
/// <param name="Expression">Computed from other columns of the row.</param>
/// <param name="Stored">STORED; false is VIRTUAL (PostgreSQL 18+).</param>
public sealed record Generated(Expression Expression, bool Stored);

/// <summary>GENERATED ... AS IDENTITY.</summary>
/// <param name="Always">ALWAYS; false is BY DEFAULT.</param>
/// <param name="Options">The sequence options as written, without parentheses; "" for none.</param>
public sealed record Identity(bool Always, string Options);
