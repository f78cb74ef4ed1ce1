namespace SafeMigrate.Operations;

/// <summary>
/// One schema change, dialect-neutral, with its place in the source. Two operations are equal when they do the same: the place does not count.
/// </summary>
public abstract record Operation
{
    private Location location = Location.None;

    /// <summary>Where it stands: the clause for one of several in an ALTER TABLE, else the statement or the fluent call.</summary>
    public Location Location
    {
        get => location;
        init => location = value;
    }

    /// <summary>
    /// The statement as it was read, in normal form and for this operation alone, where the other members do not hold every clause of it;
    /// else null. It does not count for equality either.
    /// </summary>
    public string? Written { get; init; }

    /// <summary>The name in reports and in the journal: <c>AddColumn</c>.</summary>
    public string Name => GetType().Name;

    /// <summary>Says where it stands, in place of a copy: only for a reader, of an operation that it has just made and nobody else has seen.</summary>
    internal void Place(Location at) => location = at;

    /// <summary>Equal when the other is of the same kind; derived records add their own members.</summary>
    public virtual bool Equals(Operation? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();
}

/// <summary>An operation on one table.</summary>
/// <param name="Table">The table as written.</param>
public abstract record TableOperation(QualifiedName Table) : Operation
{
    /// <summary>ALTER TABLE ONLY, TRUNCATE ONLY, LOCK TABLE ONLY: partitions and children are left alone.</summary>
    public bool Only { get; init; }

    /// <summary>ALTER TABLE IF EXISTS: nothing happens where the table is missing.</summary>
    public bool IfTableExists { get; init; }
}

/// <summary>An operation on one existing column.</summary>
/// <param name="Table">The table as written.</param>
/// <param name="Column">The column's name before the operation.</param>
public abstract record ColumnOperation(QualifiedName Table, string Column) : TableOperation(Table);

/// <summary>A statement or call that was understood as such but whose effect cannot be known: dynamic SQL, code with conditions.</summary>
/// <param name="Reason">What is unknown and why, a sentence for a report.</param>
/// <param name="Sql">The statement's text where there is one, else "".</param>
public sealed record Opaque(string Reason, string Sql) : Operation
{
    /// <summary>True where only a name is unknown, which a runner needs and rules do without.</summary>
    public bool OnlyName { get; init; }
}

/// <summary>A statement or call that the reader could not read. A finding; a runner refuses the migration.</summary>
/// <param name="Error">What was found and what was expected.</param>
public sealed record Unreadable(string Error) : Operation;

/// <summary>
/// A statement that was read in full and that has no operation of its own because no rule or plan needs one.
/// </summary>
/// <param name="Kind">PostgreSQL's node name, such as <c>CommentStmt</c>.</param>
/// <param name="Sql">The statement's text without its semicolon.</param>
public sealed record OtherStatement(string Kind, string Sql) : Operation
{
    /// <summary>The tables and other relations it names.</summary>
    public ValueList<QualifiedName> Relations { get; init; } = ValueList<QualifiedName>.Empty;
}
