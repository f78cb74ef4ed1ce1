namespace SafeMigrate.Operations;

/// <summary>What is done with all rows of a table, in short batches of their own transactions.</summary>
public interface IBackfill
{
    /// <summary>The table whose rows are gone through.</summary>
    QualifiedName Table { get; }

    /// <summary>True for the rows that are still to be done; a row that was done makes it false. The table's own name stands for the row.</summary>
    Expression Remaining { get; }

    /// <summary>
    /// True for an author's own UPDATE: the application's triggers see its writes, and no trigger keeps done what was done, so it ends although rows are
    /// written meanwhile that it would change.
    /// </summary>
    bool IsOwnUpdate { get; }

    /// <summary>For messages: the column that is filled, or the table that follows.</summary>
    string Filled { get; }
}

/// <summary>A column of one table that is carried into one of another.</summary>
/// <param name="From">The source's column.</param>
/// <param name="To">The target's column.</param>
public sealed record CarriedColumn(string From, string To);

/// <summary>Carries what is written to one table into another while applications write.</summary>
/// <param name="Name">Names the triggers and their function; unique in the database and at most 40 bytes.</param>
/// <param name="Source">The table that is written.</param>
/// <param name="Target">The table that follows.</param>
/// <param name="Key">What tells rows apart, in both tables: unique in the target, never NULL in the source.</param>
/// <param name="Columns">What else is carried.</param>
public sealed record RowSync(string Name, QualifiedName Source, QualifiedName Target, ValueList<CarriedColumn> Key, ValueList<CarriedColumn> Columns)
{
    /// <summary>True where the target's rows are there already and have columns of their own: they are updated, and never inserted or deleted.</summary>
    public bool UpdatesOnly { get; init; }

    /// <summary>True where a row that has none of <see cref="Columns"/> needs no row in the target.</summary>
    public bool SkipsEmpty { get; init; }

    /// <summary>True where the target may refuse what the source holds: such a row is left out, for the write of a version that knows nothing of the target must not fail.</summary>
    public bool MayFail { get; init; }

    /// <summary>Names the pair where another one carries back: what one of them writes the other leaves alone. Null where nothing is carried back.</summary>
    public string? Pair { get; init; }
}

/// <summary>Creates the triggers that carry rows, and their function. Made up by plans.</summary>
/// <param name="Sync">What they carry.</param>
public sealed record CreateRowSync(RowSync Sync) : TableOperation(Sync.Source);

/// <summary>Drops the triggers that carry rows, and their function. Made up by plans.</summary>
/// <param name="Sync">What they carried.</param>
public sealed record DropRowSync(RowSync Sync) : TableOperation(Sync.Source);

/// <summary>Carries the rows that exist, in short batches of their own transactions. Made up by plans.</summary>
/// <param name="Sync">What is carried.</param>
/// <param name="Remaining">True for a row that the target does not have.</param>
public sealed record BackfillRows(RowSync Sync, Expression Remaining) : TableOperation(Sync.Source), IBackfill
{
    /// <inheritdoc/>
    public bool IsOwnUpdate => false;

    /// <inheritdoc/>
    public string Filled => Sync.Target.ToString();
}

/// <summary>Lets the numbers of a column go on where those of another table's column are: of its sequence or identity. Nothing happens where either has none. Made up by plans.</summary>
/// <param name="Table">The table whose numbers go on.</param>
/// <param name="Column">Its column.</param>
/// <param name="Source">The table that has come so far.</param>
/// <param name="SourceColumn">Its column.</param>
public sealed record ContinueSequence(QualifiedName Table, string Column, QualifiedName Source, string SourceColumn) : TableOperation(Table);
