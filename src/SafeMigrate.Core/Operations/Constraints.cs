namespace SafeMigrate.Operations;

/// <summary>ALTER TABLE ... ADD constraint.</summary>
/// <param name="Table">The table.</param>
public abstract record AddConstraint(QualifiedName Table) : TableOperation(Table)
{
    /// <summary>What is added.</summary>
    public Constraint Constraint => Added;

    private protected abstract Constraint Added { get; }

    /// <summary>The operation that adds <paramref name="constraint"/>.</summary>
    public static AddConstraint Of(QualifiedName table, Constraint constraint) => constraint switch
    {
        CheckConstraint check => new AddCheck(table, check),
        NotNullConstraint notNull => new AddNotNull(table, notNull),
        ForeignKey key => new AddForeignKey(table, key),
        PrimaryKey key => new AddPrimaryKey(table, key),
        UniqueConstraint unique => new AddUnique(table, unique),
        ExclusionConstraint exclusion => new AddExclusion(table, exclusion),
        _ => throw new ArgumentOutOfRangeException(nameof(constraint), constraint.GetType().Name),
    };
}

/// <summary>ALTER TABLE ... ADD CHECK.</summary>
/// <param name="Table">The table.</param>
/// <param name="Check">The constraint.</param>
public sealed record AddCheck(QualifiedName Table, CheckConstraint Check) : AddConstraint(Table)
{
    private protected override Constraint Added => Check;
}

/// <summary>ALTER TABLE ... ADD NOT NULL column (PostgreSQL 18+).</summary>
/// <param name="Table">The table.</param>
/// <param name="NotNull">The constraint.</param>
public sealed record AddNotNull(QualifiedName Table, NotNullConstraint NotNull) : AddConstraint(Table)
{
    private protected override Constraint Added => NotNull;
}

/// <summary>ALTER TABLE ... ADD FOREIGN KEY.</summary>
/// <param name="Table">The referencing table.</param>
/// <param name="ForeignKey">The constraint.</param>
public sealed record AddForeignKey(QualifiedName Table, ForeignKey ForeignKey) : AddConstraint(Table)
{
    private protected override Constraint Added => ForeignKey;
}

/// <summary>ALTER TABLE ... ADD PRIMARY KEY.</summary>
/// <param name="Table">The table.</param>
/// <param name="PrimaryKey">The constraint.</param>
public sealed record AddPrimaryKey(QualifiedName Table, PrimaryKey PrimaryKey) : AddConstraint(Table)
{
    private protected override Constraint Added => PrimaryKey;
}

/// <summary>ALTER TABLE ... ADD UNIQUE.</summary>
/// <param name="Table">The table.</param>
/// <param name="Unique">The constraint.</param>
public sealed record AddUnique(QualifiedName Table, UniqueConstraint Unique) : AddConstraint(Table)
{
    private protected override Constraint Added => Unique;
}

/// <summary>ALTER TABLE ... ADD EXCLUDE.</summary>
/// <param name="Table">The table.</param>
/// <param name="Exclusion">The constraint.</param>
public sealed record AddExclusion(QualifiedName Table, ExclusionConstraint Exclusion) : AddConstraint(Table)
{
    private protected override Constraint Added => Exclusion;
}

/// <summary>ALTER TABLE ... VALIDATE CONSTRAINT.</summary>
/// <param name="Table">The table.</param>
/// <param name="Constraint">The constraint's name.</param>
public sealed record ValidateConstraint(QualifiedName Table, string Constraint) : TableOperation(Table);

/// <summary>ALTER TABLE ... DROP CONSTRAINT.</summary>
/// <param name="Table">The table.</param>
/// <param name="Constraint">The constraint's name.</param>
public sealed record DropConstraint(QualifiedName Table, string Constraint) : TableOperation(Table)
{
    /// <summary>IF EXISTS.</summary>
    public bool IfExists { get; init; }

    /// <summary>CASCADE.</summary>
    public bool Cascade { get; init; }
}

/// <summary>ALTER TABLE ... RENAME CONSTRAINT.</summary>
/// <param name="Table">The table.</param>
/// <param name="Constraint">The old name.</param>
/// <param name="NewName">The new name.</param>
public sealed record RenameConstraint(QualifiedName Table, string Constraint, string NewName) : TableOperation(Table);
