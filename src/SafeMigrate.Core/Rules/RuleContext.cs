using System.Text.RegularExpressions;
using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>What is known in the moment before an operation runs.</summary>
public sealed class RuleContext
{
    private readonly Timeline history;
    private readonly int index;
    private readonly HeldLocks locks;
    private LockEffect? effect;

    internal RuleContext(Timeline history, int index, LintConfiguration configuration, HeldLocks locks)
    {
        (this.history, this.index, this.locks) = (history, index, locks);
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

    /// <summary>The operations of the same transaction that ran before, the last first: for one who takes the next that fits. Who looks for a name asks <see cref="EarlierAbout"/>.</summary>
    public IEnumerable<Moment> EarlierInTransaction => Backwards().TakeWhile(moment => IsIn(moment, Within.Transaction));

    /// <summary>The operations of the same migration that ran before, the last first: for one who takes the next that fits.</summary>
    public IEnumerable<Moment> EarlierInMigration => Backwards().TakeWhile(moment => IsIn(moment, Within.Migration));

    /// <summary>The operations of the same transaction that follow: for one who takes the next that fits.</summary>
    public IEnumerable<Moment> LaterInTransaction => Forwards().TakeWhile(moment => IsIn(moment, Within.Transaction));

    /// <summary>The operations of the same migration that follow: for one who takes the next that fits.</summary>
    public IEnumerable<Moment> LaterInMigration => Forwards().TakeWhile(moment => IsIn(moment, Within.Migration));

    /// <summary>The operations that ran before and are about a name, the last first.</summary>
    /// <param name="name">A table, index, constraint, type, view, function or sequence; the schema does not count.</param>
    /// <param name="within">How far back.</param>
    public IEnumerable<Moment> EarlierAbout(QualifiedName name, Within within = Within.Migration) =>
        history.Before(index, name.Name).TakeWhile(moment => IsIn(moment, within));

    /// <summary>The operations that follow and are about a name.</summary>
    /// <param name="name">A table, index, constraint, type, view, function or sequence; the schema does not count.</param>
    /// <param name="within">How far ahead.</param>
    public IEnumerable<Moment> LaterAbout(QualifiedName name, Within within = Within.Migration) =>
        history.After(index, name.Name).TakeWhile(moment => IsIn(moment, within));

    /// <summary>The other operations of the migration that are about a name.</summary>
    /// <param name="name">A table, index, constraint, type, view, function or sequence; the schema does not count.</param>
    public IEnumerable<Moment> OthersAbout(QualifiedName name) => EarlierAbout(name).Concat(LaterAbout(name));

    /// <summary>All operations of one kind that ran before, the last first.</summary>
    /// <typeparam name="TOperation">The kind, which nothing derives from.</typeparam>
    /// <param name="within">How far back.</param>
    public IEnumerable<TOperation> EarlierOf<TOperation>(Within within = Within.History)
        where TOperation : Operation => history.Before(index, typeof(TOperation)).TakeWhile(moment => IsIn(moment, within)).Select(moment => (TOperation)moment.Operation);

    /// <summary>All operations of one kind that follow.</summary>
    /// <typeparam name="TOperation">The kind, which nothing derives from.</typeparam>
    /// <param name="within">How far ahead.</param>
    public IEnumerable<TOperation> LaterOf<TOperation>(Within within = Within.History)
        where TOperation : Operation => history.After(index, typeof(TOperation)).TakeWhile(moment => IsIn(moment, within)).Select(moment => (TOperation)moment.Operation);

    /// <summary>The table as far as it is known, or null.</summary>
    public Table? Table(QualifiedName name) => Schema.Find(name);

    /// <summary>
    /// True for a table that this migration created (or a temporary one): it has no rows and no readers. Renames are followed.
    /// </summary>
    public bool CreatesTable(QualifiedName table) => Now.NewTables.Contains(Schema.KeyOf(table));

    /// <summary>True for a column that this migration added before: no released version knows it.</summary>
    public bool AddsColumn(QualifiedName table, string column) => EarlierAbout(table).Any(earlier =>
        earlier.Operation is AddColumn add && add.Column.Name == column && Schema.Same(add.Table, table));

    /// <summary>True for an ADD COLUMN that changes a table which others use.</summary>
    public bool AddsToExisting(AddColumn add) =>
        !CreatesTable(add.Table) && !(add.IfNotExists && Table(add.Table)?.Column(add.Column.Name) is not null);

    /// <summary>True for an index that this migration created before.</summary>
    public bool CreatesIndex(QualifiedName index) => EarlierAbout(index).Any(earlier =>
        earlier.Operation is CreateIndex create && create.Index.Name == index.Name
        && Schema.Same(create.Table with { Name = index.Name }, index));

    /// <summary>The table with a constraint that the index of this name enforces, or null.</summary>
    public Table? Owner(QualifiedName index) =>
        Schema.OwnerOf(index) is { } table && table.Constraints.OfType<IndexConstraint>().Any(constraint => constraint.Name == index.Name) ? table : null;

    /// <summary>True where a unique index over plain columns and all rows is known: what REFRESH CONCURRENTLY asks for.</summary>
    public bool HasUniqueIndex(QualifiedName relation) => Table(relation)?.Indexes.Any(index =>
        index.Unique && index.Where is null && index.Columns.All(key => key.Column is not null)) == true;

    /// <summary>True where the migration collects the statistics of a table later on.</summary>
    public bool IsAnalyzed(QualifiedName table) => LaterAbout(table).Concat(LaterAbout(Subjects.All)).Any(later =>
        later.Operation is Analyze analyze && (analyze.Table is null || Schema.Same(analyze.Table, table)));

    /// <summary>True for a name that begins with that of a table of this migration and an underscore, as the server names indexes and sequences.</summary>
    public bool IsNamedAfterNewTable(string name) => Enumerable.Range(1, Math.Max(0, name.Length - 1)).Where(end => name[end] == '_')
        .Any(end => EarlierAbout(name.Substring(0, end)).Any(earlier => earlier.Operation is CreateTable create && CreatesTable(create.Table)));

    /// <summary>True where an earlier CREATE FUNCTION says STABLE or IMMUTABLE, or is such a call itself as the server inlines it.</summary>
    public bool IsKnownNotVolatile(string function) => EarlierAbout(function.Substring(function.LastIndexOf('.') + 1), Within.History).Select(earlier => earlier.Operation)
        .OfType<CreateFunction>().FirstOrDefault(create => create.Function.Name == function || create.Function.ToString() == function) is { } create
        && (create.NotVolatile || Volatility.InlinesAsStable(create));

    /// <summary>True for a function that an earlier migration made for triggers, or that a trigger runs: no statement can call it.</summary>
    public bool IsTriggerFunction(QualifiedName function) => EarlierAbout(function, Within.History).Any(earlier =>
        (earlier.Operation is CreateFunction create && create.Function == function && ReturnsTrigger(create.Sql))
        || (earlier.Operation is CreateTrigger trigger && Runs(trigger.Sql, function.Name)));

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
    public IEnumerable<(RelationLock Lock, Moment Taken)> HeldLocks => locks.Before(history, index, EffectOf).All;

    /// <summary>Of these locks the one of this mode or a stronger one that was taken last; nothing where there is none.</summary>
    /// <param name="atLeast">The weakest mode that counts.</param>
    public (RelationLock Lock, Moment Taken) HeldLock(LockMode atLeast) => locks.Before(history, index, EffectOf).Latest(atLeast);

    private Moment Now => history[index];

    internal static bool ReturnsTrigger(string sql) => Regex.IsMatch(sql, @"\bRETURNS\s+TRIGGER\b", RegexOptions.IgnoreCase);

    private static bool Runs(string sql, string function) =>
        sql.IndexOf(function, StringComparison.Ordinal) >= 0 && Regex.IsMatch(sql, $@"\b{Regex.Escape(function)}\b""?\s*\(");

    private bool IsIn(Moment other, Within within) => within switch
    {
        Within.Transaction => other.Transaction == Now.Transaction,
        Within.Migration => ReferenceEquals(other.Migration, Migration),
        _ => true,
    };

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
