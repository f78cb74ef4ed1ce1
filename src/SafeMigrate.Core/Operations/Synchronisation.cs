namespace SafeMigrate.Operations;

/// <summary>Which way a sync trigger carries values.</summary>
public enum SyncDirection
{
    /// <summary>Both columns are written by somebody: the one that a statement changes is carried to the other.</summary>
    TwoWay,

    /// <summary>Only the old column is written by applications; the new one follows.</summary>
    OldToNew,

    /// <summary>After the swap: only the new column is written by applications; the old one follows, so that revert loses nothing.</summary>
    NewToOld,
}

/// <summary>Keeps two columns of one table equal, converted, while two versions of the application write.</summary>
/// <param name="Name">Names the trigger and its function; unique in the database and at most 40 bytes.</param>
/// <param name="Table">The table.</param>
/// <param name="Old">The column of the old version.</param>
/// <param name="New">The column of the new version.</param>
/// <param name="Direction">Who follows whom.</param>
public sealed record ColumnSync(string Name, QualifiedName Table, Column Old, Column New, SyncDirection Direction)
{
    /// <summary>The new value from the old column, over the row's columns; null for the plain value or its cast.</summary>
    public Expression? Up { get; init; }

    /// <summary>The old value from the new column, over the row's columns; null for the plain value or its cast.</summary>
    public Expression? Down { get; init; }

    /// <summary>What else <see cref="Up"/> asks of the row, where a change of that changes the new value too.</summary>
    public ValueList<Column> Sources { get; init; } = ValueList<Column>.Empty;

    /// <summary>False where every old value can become a new one, so that the trigger needs no net under it.</summary>
    public bool UpMayFail { get; init; }

    /// <summary>False where every new value can become an old one.</summary>
    public bool DownMayFail { get; init; }

    /// <summary>True where the server itself writes the old column when a parent's row is deleted or gets another key.</summary>
    public bool FollowsParent { get; init; }

    /// <summary>True where each side has the plain value of the other, or its cast: whether a row was carried can be seen by comparing the two.</summary>
    public bool IsPlain => Direction switch
    {
        SyncDirection.OldToNew => Up is null && !UpMayFail,
        SyncDirection.NewToOld => Down is null && !DownMayFail,
        _ => Up is null && Down is null && Old.Type == New.Type,
    };
}

/// <summary>Creates the sync trigger and its function. Made up by plans.</summary>
/// <param name="Sync">What it keeps equal.</param>
public sealed record CreateSync(ColumnSync Sync) : TableOperation(Sync.Table);

/// <summary>
/// Lets the sync trigger fire only for statements that name a column it watches, which costs the others less; for each UPDATE where another trigger
/// of the table runs before it, for that may change a column that nobody named. Made up by plans, for when all rows are filled: until then any UPDATE
/// may bring a row to where the batches have been.
/// </summary>
/// <param name="Sync">What the trigger keeps equal.</param>
public sealed record FitSync(ColumnSync Sync) : TableOperation(Sync.Table);

/// <summary>Drops the sync trigger and its function. Made up by plans.</summary>
/// <param name="Sync">What it kept equal.</param>
public sealed record DropSync(ColumnSync Sync) : TableOperation(Sync.Table);

/// <summary>
/// Fills a column of the rows that exist, in short batches of their own transactions. Made up by plans. The sync triggers do not answer to it.
/// </summary>
/// <param name="Table">The table; of a partitioned table its partitions, one after the other.</param>
/// <param name="Column">The column that is filled.</param>
/// <param name="Value">The value, over the row's columns.</param>
/// <param name="Remaining">True for the rows that still need it; filled rows make it false.</param>
public sealed record BackfillColumn(QualifiedName Table, string Column, Expression Value, Expression Remaining) : ColumnOperation(Table, Column), IBackfill
{
    /// <summary>
    /// True for an author's own UPDATE: triggers see it as they would see the statement, and it ends although rows are written meanwhile that it would change.
    /// </summary>
    public bool IsOwnUpdate { get; init; }

    /// <inheritdoc/>
    public string Filled => Column;
}

/// <summary>Something that must hold for all rows before a phase may begin. Made up by plans; reads only.</summary>
/// <param name="Table">The table.</param>
/// <param name="Violation">True for a row that must not be.</param>
/// <param name="Message">What such rows mean and what to do about them; <c>{0}</c> is their number.</param>
public sealed record RequireNoRows(QualifiedName Table, Expression Violation, string Message) : TableOperation(Table)
{
    /// <summary>What is counted where the violation cannot be computed for some row, since a conversion rejects its value; null for nothing.</summary>
    public Expression? Otherwise { get; init; }
}

/// <summary>Makes a table answer to a second name: an updatable view with the table's owner and grants. Made up by plans.</summary>
/// <param name="Table">The table.</param>
/// <param name="Alias">The second name, in the table's schema.</param>
public sealed record CreateAlias(QualifiedName Table, string Alias) : TableOperation(Table)
{
    /// <summary>The schema of the second name where it is another than the table's; else null.</summary>
    public string? Schema { get; init; }

    /// <summary>True where the second name is there, and is to have the columns that were added to the table since.</summary>
    public bool Replace { get; init; }

    /// <summary>The second name.</summary>
    public QualifiedName View => new(Schema ?? Table.Schema, Alias);
}

/// <summary>Takes the second name away. Made up by plans.</summary>
/// <param name="Table">The table.</param>
/// <param name="Alias">The second name, in the table's schema.</param>
public sealed record DropAlias(QualifiedName Table, string Alias) : TableOperation(Table)
{
    /// <summary>The schema of the second name where it is another than the table's; else null.</summary>
    public string? Schema { get; init; }

    /// <summary>The second name.</summary>
    public QualifiedName View => new(Schema ?? Table.Schema, Alias);
}

/// <summary>
/// Computes one column from others where a writer changes those and leaves it alone: the way in which a version that knows only one side of a
/// split or merge of columns writes the other side too. Made up by plans.
/// </summary>
/// <param name="Trigger">Names the trigger and its function; unique in the database and at most 40 bytes. The name orders it among others.</param>
/// <param name="Table">The table.</param>
/// <param name="Column">The column that is computed.</param>
/// <param name="Value">The value, over the row's columns.</param>
/// <param name="Sources">The columns it is computed from.</param>
public sealed record CreateDerived(string Trigger, QualifiedName Table, Column Column, Expression Value, ValueList<Column> Sources) : TableOperation(Table);

/// <summary>Drops what <see cref="CreateDerived"/> created. Made up by plans.</summary>
/// <param name="Trigger">Names the trigger and its function.</param>
/// <param name="Table">The table.</param>
public sealed record DropDerived(string Trigger, QualifiedName Table) : TableOperation(Table);
