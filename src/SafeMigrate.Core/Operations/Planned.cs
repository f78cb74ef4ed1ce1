namespace SafeMigrate.Operations;

/// <summary>
/// Puts a value where a writer that does not know the column, or may still write NULL, leaves it NULL. Made up by plans for columns that
/// become NOT NULL.
/// </summary>
/// <param name="Trigger">Names the trigger and its function; unique in the database and at most 40 bytes.</param>
/// <param name="Table">The table.</param>
/// <param name="Column">The column that is filled.</param>
/// <param name="Value">The value, over the row's columns.</param>
public sealed record CreateFill(string Trigger, QualifiedName Table, string Column, Expression Value) : ColumnOperation(Table, Column);

/// <summary>Drops what <see cref="CreateFill"/> created. Made up by plans.</summary>
/// <param name="Trigger">Names the trigger and its function.</param>
/// <param name="Table">The table.</param>
public sealed record DropFill(string Trigger, QualifiedName Table) : TableOperation(Table);

/// <summary>SQL that its author wants to run as it is. Made up by plans.</summary>
/// <param name="Sql">One statement, without its semicolon.</param>
public sealed record RunSql(string Sql) : Operation;

/// <summary>SQL that the server refuses in a transaction, and that may be run again where it was interrupted. Made up by plans.</summary>
/// <param name="Sql">One statement, without its semicolon.</param>
public sealed record RunSqlAlone(string Sql) : Operation
{
    /// <summary>True where it locks readers or writers out: it waits for its locks no longer than they may wait for it.</summary>
    public bool GivesWay { get; init; }
}

/// <summary>
/// Moves a table out of sight into the journal's schema, where nothing of it is lost until purge. Made up by plans for dropped tables.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Retired">Its name in the journal's schema.</param>
public sealed record RetireTable(QualifiedName Table, string Retired) : TableOperation(Table);

/// <summary>Brings a retired table back. Made up by plans.</summary>
/// <param name="Table">The table under its old name.</param>
/// <param name="Retired">Its name in the journal's schema.</param>
public sealed record RestoreTable(QualifiedName Table, string Retired) : TableOperation(Table);

/// <summary>Hands the sequence that numbers one column on to another, with the number it has come to. Made up by plans.</summary>
/// <param name="Table">The table.</param>
/// <param name="From">The column it belongs to.</param>
/// <param name="To">The column it will belong to.</param>
/// <param name="Identity">The identity that the column has; null where a default calls nextval.</param>
public sealed record MoveSequence(QualifiedName Table, string From, string To, Identity? Identity) : TableOperation(Table);

/// <summary>
/// Copies values that only the new version knows into a table of the journal's schema before a rollback takes their place away. Copies
/// nothing where there are none. Made up by plans.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Columns">The columns to copy; empty for all.</param>
/// <param name="Worth">True for the rows to copy, or null for all.</param>
/// <param name="Kept">Begins the name of the copy, which ends with its time.</param>
public sealed record KeepValues(QualifiedName Table, ValueList<string> Columns, Expression? Worth, string Kept) : TableOperation(Table);

/// <summary>
/// Inserts rows and writes down, in a table of the journal's schema, what it inserted. After a <see cref="RemoveSeed"/> that left some of them it inserts the others again. Made up by plans.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Sql">The INSERT, without RETURNING.</param>
/// <param name="Columns">The table's columns, but for generated ones.</param>
/// <param name="Kept">The table of the rows; unique in the database, another one for another INSERT.</param>
public sealed record InsertSeed(QualifiedName Table, string Sql, ValueList<string> Columns, string Kept) : TableOperation(Table);

/// <summary>
/// Deletes the rows that <see cref="InsertSeed"/> inserted. One that was changed since stays, and one that another row refers to, so that no row of somebody else goes with it. Made up by plans.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Key">The columns that tell rows apart; none where nothing does: then one row goes for each that was inserted, of rows that are the same in all columns.</param>
/// <param name="Columns">The columns that tell whether a row was changed; all of them where there is no key.</param>
/// <param name="Kept">The table of the rows.</param>
public sealed record RemoveSeed(QualifiedName Table, ValueList<string> Key, ValueList<string> Columns, string Kept) : TableOperation(Table);

/// <summary>Puts a unique index into the place of a primary key, as another primary key, in one statement. Made up by plans.</summary>
/// <param name="Table">The table.</param>
/// <param name="Former">The key that goes.</param>
/// <param name="Key">The key that comes, with the index that it takes over and that index's columns.</param>
public sealed record ReplacePrimaryKey(QualifiedName Table, string Former, PrimaryKey Key) : TableOperation(Table);
