using System.Text.RegularExpressions;
using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>What is known in the moment before an operation runs.</summary>
public sealed class RuleContext
{
    private readonly Timeline history;
    private readonly int index;
    private LockEffect? effect;

    internal RuleContext(Timeline history, int index, LintConfiguration configuration)
    {
        (this.history, this.index) = (history, index);
        Configuration = configuration;
    }

    /// <summary>The database before the operation.</summary>
    public Schema Schema => Now.Schema;

    /// <summary>The database before the statement, of which the operation may be one of several.</summary>
    public Schema StatementSchema => Now.StatementSchema;

    /// <summary>The migration the operation belongs to.</summary>
    public Migration Migration => Now.Migration;

    /// <summary>The statement the operation belongs to.</summary>
    public Statement Statement => Now.Statement;

    /// <summary>True where the statement runs in a transaction that other statements share: the tool's, or one the file began.</summary>
    public bool InTransaction => Now.InTransaction;

    /// <summary>True where the statement runs in the transaction that the migration tool began and that the file did not end.</summary>
    public bool InToolTransaction => Now.InToolTransaction;

    /// <summary>The major version of PostgreSQL to judge for.</summary>
    public int PostgresVersion => Configuration.PostgresVersion;

    /// <summary>Severities and options of the migration's path.</summary>
    public LintConfiguration Configuration { get; }

    /// <summary>What the operation locks, scans and rewrites.</summary>
    public LockEffect Effect => effect ??= EffectOf(Now);

    /// <summary>The operations that ran before in the same transaction, the last first.</summary>
    public IEnumerable<Moment> EarlierInTransaction => Backwards().TakeWhile(moment => moment.Transaction == Now.Transaction);

    /// <summary>The operations of the same migration that ran before, the last first.</summary>
    public IEnumerable<Moment> EarlierInMigration => Backwards().TakeWhile(moment => ReferenceEquals(moment.Migration, Migration));

    /// <summary>All operations that ran before, in this and earlier migrations, the last first.</summary>
    public IEnumerable<Moment> Earlier => Backwards();

    /// <summary>The operations that follow, in this and later migrations.</summary>
    public IEnumerable<Moment> Later => Forwards();

    /// <summary>All operations of one kind that ran before, in this and earlier migrations, the last first.</summary>
    /// <typeparam name="TOperation">The kind, which nothing derives from.</typeparam>
    public IEnumerable<TOperation> EarlierOf<TOperation>()
        where TOperation : Operation => history.Before(index, typeof(TOperation)).Select(moment => (TOperation)moment.Operation);

    /// <summary>All operations of one kind that follow, in this and later migrations.</summary>
    /// <typeparam name="TOperation">The kind, which nothing derives from.</typeparam>
    public IEnumerable<TOperation> LaterOf<TOperation>()
        where TOperation : Operation => history.After(index, typeof(TOperation)).Select(moment => (TOperation)moment.Operation);

    /// <summary>The operations of the same migration that follow.</summary>
    public IEnumerable<Moment> LaterInMigration => Forwards().TakeWhile(moment => ReferenceEquals(moment.Migration, Migration));

    /// <summary>The operations of the same transaction that follow.</summary>
    public IEnumerable<Moment> LaterInTransaction => Forwards().TakeWhile(moment => moment.Transaction == Now.Transaction);

    /// <summary>The table as far as it is known, or null.</summary>
    public Table? Table(QualifiedName name) => Schema.Find(name);

    /// <summary>
    /// True for a table that this migration created (or a temporary one): it has no rows and no readers. Renames are followed.
    /// </summary>
    public bool CreatesTable(QualifiedName table) => Now.NewTables.Contains(Schema.KeyOf(table));

    /// <summary>True for a column that this migration added before: no released version knows it.</summary>
    public bool AddsColumn(QualifiedName table, string column) => EarlierInMigration.Any(earlier =>
        earlier.Operation is AddColumn add && add.Column.Name == column && Schema.Same(add.Table, table));

    /// <summary>True for an ADD COLUMN that changes a table which others use.</summary>
    public bool AddsToExisting(AddColumn add) =>
        !CreatesTable(add.Table) && !(add.IfNotExists && Table(add.Table)?.Column(add.Column.Name) is not null);

    /// <summary>True for an index that this migration created before.</summary>
    public bool CreatesIndex(QualifiedName index) => EarlierInMigration.Any(earlier =>
        earlier.Operation is CreateIndex create && create.Index.Name == index.Name
        && Schema.Same(create.Table with { Name = index.Name }, index));

    /// <summary>The table with a constraint that the index of this name enforces, or null.</summary>
    public Table? Owner(QualifiedName index) =>
        Schema.OwnerOf(index) is { } table && table.Constraints.OfType<IndexConstraint>().Any(constraint => constraint.Name == index.Name) ? table : null;

    /// <summary>True where a unique index over plain columns and all rows is known: what REFRESH CONCURRENTLY asks for.</summary>
    public bool HasUniqueIndex(QualifiedName relation) => Table(relation)?.Indexes.Any(index =>
        index.Unique && index.Where is null && index.Columns.All(key => key.Column is not null)) == true;

    /// <summary>True where an earlier CREATE FUNCTION says STABLE or IMMUTABLE, or is such a call itself as the server inlines it.</summary>
    public bool IsKnownNotVolatile(string function) => EarlierOf<CreateFunction>().FirstOrDefault(create =>
        create.Function.Name == function || create.Function.ToString() == function) is { } create && (create.NotVolatile || Volatility.InlinesAsStable(create));

    /// <summary>True for a function that an earlier migration made for triggers, or that a trigger runs: no statement can call it.</summary>
    public bool IsTriggerFunction(QualifiedName function) =>
        EarlierOf<CreateFunction>().Any(create => create.Function == function && ReturnsTrigger(create.Sql))
        || EarlierOf<CreateTrigger>().Any(trigger => Runs(trigger.Sql, function.Name));

    /// <summary>The enum values that this transaction added to types it did not create.</summary>
    public IReadOnlyList<AddEnumValue> NewEnumValues => Now.NewValues;

    /// <summary>The functions that migrations made, that change something, and that this query or CALL runs.</summary>
    public IReadOnlyList<CreateFunction> Calls => Now.Calls;

    /// <summary>The value of a session setting at this point, or null where the migration did not set it.</summary>
    /// <param name="parameter">In lower case: <c>lock_timeout</c>.</param>
    public string? Setting(string parameter) => Now.Settings.TryGetValue(parameter, out var value) ? value : null;

    /// <summary>True where TimeZone was set to UTC, which makes timestamp and timestamptz the same bytes.</summary>
    public bool SessionTimeZoneIsUtc => Setting("timezone")?.ToUpperInvariant() is "UTC" or "GMT" or "ETC/UTC" or "0";

    /// <summary>What another operation locked, scanned and rewrote.</summary>
    /// <param name="moment">One of the history.</param>
    public LockEffect EffectOf(Moment moment) => PostgresLocks.Of(
        moment.Operation, PostgresLocks.SeesOnlyTheStart(moment.Operation) ? moment.StatementSchema : moment.Schema, PostgresVersion, SessionTimeZoneIsUtc);

    /// <summary>
    /// The locks that earlier statements of this transaction hold on tables that existed before the migration, strongest per table, with the
    /// operation that took each.
    /// </summary>
    public IEnumerable<(RelationLock Lock, Moment Taken)> HeldLocks =>
        EarlierInTransaction.Where(moment => !ReferenceEquals(moment.Statement, Statement))
            .SelectMany(moment => EffectOf(moment).Locks.Select(held => (held, moment)))
            .Where(pair => !CreatesTable(pair.held.Relation))
            .GroupBy(pair => Schema.KeyOf(pair.held.Relation))
            .Select(group => group.OrderByDescending(pair => pair.held.Mode).First());

    private Moment Now => history[index];

    internal static bool ReturnsTrigger(string sql) => Regex.IsMatch(sql, @"\bRETURNS\s+TRIGGER\b", RegexOptions.IgnoreCase);

    private static bool Runs(string sql, string function) =>
        sql.IndexOf(function, StringComparison.Ordinal) >= 0 && Regex.IsMatch(sql, $@"\b{Regex.Escape(function)}\b""?\s*\(");

    private IEnumerable<Moment> Backwards()
    {
        for (var i = index - 1; i >= 0; i--)
            yield return history[i];
    }

    private IEnumerable<Moment> Forwards()
    {
        for (var i = index + 1; i < history.Count; i++)
            yield return history[i];
    }
}

/// <summary>An operation in the history, with what was known before it.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Statement">The statement it belongs to.</param>
/// <param name="StatementIndex">The statement's index in its migration, from 0.</param>
/// <param name="Migration">The migration it belongs to.</param>
public sealed record Moment(Operation Operation, Statement Statement, int StatementIndex, Migration Migration)
{
    /// <summary>The database before the operation.</summary>
    public required Schema Schema { get; init; }

    /// <summary>The database before the statement.</summary>
    public required Schema StatementSchema { get; init; }

    /// <summary>Numbers transactions; a statement outside of one has a number of its own.</summary>
    public required int Transaction { get; init; }

    /// <summary>True where other statements share the transaction.</summary>
    public required bool InTransaction { get; init; }

    /// <summary>True where the migration tool began the transaction.</summary>
    public bool InToolTransaction { get; init; }

    internal PersistentMap<string> NewTables { get; init; } = PersistentMap<string>.Empty;

    internal IReadOnlyList<AddEnumValue> NewValues { get; init; } = [];

    internal IReadOnlyList<CreateFunction> Calls { get; init; } = [];

    internal PersistentMap<string> Settings { get; init; } = PersistentMap<string>.Empty;
}
