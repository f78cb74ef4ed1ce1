using SafeMigrate.Operations;

namespace SafeMigrate;

/// <summary>One file or class of migrations: its statements in order, and the transaction they run in.</summary>
/// <param name="Version">
/// What orders it among the others and names it on the command line: the number of <c>[Migration(42)]</c>, <c>V42__x.sql</c> or <c>42_x.sql</c>, else the
/// file's or folder's name without its ending.
/// </param>
/// <param name="Name">What the author called it: the class name, or the rest of the file name.</param>
/// <param name="Statements">The statements that take the database forward.</param>
public sealed record Migration(string Version, string Name, ValueList<Statement> Statements)
{
    /// <summary>The file it was read from.</summary>
    public required SourceText Source { get; init; }

    /// <summary>The dialect it is written in.</summary>
    public Dialect Dialect { get; init; }

    /// <summary>
    /// True where the tool that runs the file wraps it in one transaction; false where each statement runs by itself, unless the file
    /// says BEGIN.
    /// </summary>
    public bool InTransaction { get; init; }

    /// <summary>
    /// True where the tool refuses the file as it is, because some of its statements run in a transaction and others cannot (Flyway without <c>mixed</c>).
    /// </summary>
    public bool IsMixed { get; init; }

    /// <summary>True where the tool sends the file to the server as one query, so that a second statement would put the first one into a transaction.</summary>
    public bool IsOneQuery { get; init; }

    /// <summary>The statements of the way back, where the file or class has them.</summary>
    public ValueList<Statement> Down { get; init; } = ValueList<Statement>.Empty;

    /// <summary>
    /// True for FluentMigrator's profiles and maintenance migrations, which its own runner executes every time: judged, but never pending.
    /// </summary>
    public bool RunsEveryTime { get; init; }

    /// <summary>FluentMigrator's tags; empty for a migration that runs whatever tags are asked for.</summary>
    public ValueList<string> Tags { get; init; } = ValueList<string>.Empty;

    /// <summary>All operations that take the database forward, in order.</summary>
    public IEnumerable<Operation> Operations => Statements.SelectMany(statement => statement.Operations);
}

/// <summary>One SQL statement or one fluent call, with the operations it became: an ALTER TABLE may have several.</summary>
/// <param name="Location">From its first to its last character, without the semicolon and surrounding comments.</param>
/// <param name="Kind">PostgreSQL's node name (<c>AlterTableStmt</c>) for SQL; the method (<c>Create.Table</c>) for C#.</param>
/// <param name="Operations">What it does; never empty.</param>
public sealed record Statement(Location Location, string Kind, ValueList<Operation> Operations)
{
    /// <summary>
    /// The statement's text where <see cref="Operations"/> are what happens inside it, so that only the whole can run: DO, WITH that changes data,
    /// CREATE SCHEMA with objects, EXPLAIN. Null for others.
    /// </summary>
    public string? Whole { get; init; }

    /// <summary>
    /// The guards of a <see cref="Whole"/> whose parts may run apart all the same, because it does nothing but create what is not there yet; empty for any other.
    /// </summary>
    public ValueList<Guard> Guards { get; init; } = ValueList<Guard>.Empty;

    /// <summary>PostgreSQL's names of an ALTER's clauses, in order: <c>AT_AddColumn</c>; empty for other statements and for C#.</summary>
    public ValueList<string> Subcommands { get; init; } = ValueList<string>.Empty;

    /// <summary>The tables and other relations that the statement names, each once.</summary>
    public ValueList<QualifiedName> Tables { get; init; } = ValueList<QualifiedName>.Empty;

    /// <summary>The columns that the statement names, each once; <c>*</c> where all are read.</summary>
    public ValueList<string> Columns { get; init; } = ValueList<string>.Empty;

    /// <summary>What the author told SafeMigrate about this statement, in comments or attributes.</summary>
    public ValueList<Directive> Directives { get; init; } = ValueList<Directive>.Empty;

    /// <summary>
    /// The code's condition that it stands under, as written, where only a run tells: <c>Schema.Table("x").Exists()</c>. Null where it always runs.
    /// A linter reads it as if it ran; a runner must not.
    /// </summary>
    public string? Condition { get; init; }

    /// <summary>True where the tool commits the migration's transaction before the statement and begins another behind it (EF Core's suppressTransaction).</summary>
    public bool OutsideTransaction { get; init; }

    /// <summary>The argument of the first directive with this name, or null.</summary>
    public string? Directive(string name) => Directives.FirstOrDefault(directive => directive.Name == name)?.Argument;
}

/// <summary>
/// Operations of a block that are done unless something is there already: <c>EXCEPTION WHEN duplicate_object THEN NULL</c>,
/// <c>IF NOT EXISTS (SELECT FROM pg_constraint WHERE conname = 'name') THEN</c>.
/// </summary>
/// <param name="First">The place of the first of them in the statement, from 0.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Creates">The place of the one that creates what the guard looks for.</param>
public sealed record Guard(int First, int Count, int Creates);

/// <summary>A remark to SafeMigrate: <c>-- safemigrate:up lower(username)</c> has the name <c>up</c> and the rest as its argument.</summary>
/// <param name="Name">The word behind the colon.</param>
/// <param name="Argument">The rest of the line, trimmed; "" for none.</param>
/// <param name="Location">From <c>safemigrate:</c> to the end of the remark.</param>
public sealed record Directive(string Name, string Argument, Location Location);
