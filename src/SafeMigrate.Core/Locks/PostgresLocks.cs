using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>
/// What each operation locks, scans, rewrites and builds on PostgreSQL 14 to 18: the one table of truth, compared with real servers by the
/// database tests. What the schema does not say (partitions, foreign keys of others) is left out of the answer.
/// </summary>
public static partial class PostgresLocks
{
    /// <summary>The effect of an operation in the moment it runs.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="schema">The database before it.</param>
    /// <param name="majorVersion">The server's major version.</param>
    /// <param name="sessionTimeZoneIsUtc">True where the session's TimeZone is UTC, which decides about changes of timestamp types.</param>
    public static LockEffect Of(Operation operation, Schema schema, int majorVersion, bool sessionTimeZoneIsUtc = false) => operation switch
    {
        SetNotNull set => Alter(set.Table) with { Scans = ProvesNotNull(schema, set.Table, set.Column) ? [] : [set.Table] },
        TableOperation change => Alter(change.Table),
        _ => LockEffect.None,
    };

    /// <summary>True where the server knows without looking that a column has no NULL.</summary>
    /// <param name="schema">The database.</param>
    /// <param name="table">The table.</param>
    /// <param name="column">The column.</param>
    public static bool ProvesNotNull(Schema schema, QualifiedName table, string column) => schema.Find(table) is { } known
        && (known.Column(column)?.NotNull == true
            || known.Constraints.OfType<CheckConstraint>().Any(check =>
                check is { NotValid: false, NotEnforced: false } && check.Condition.ProvesNotNull.Contains(column)));

    private static LockEffect Alter(QualifiedName table) => Lock(table, LockMode.AccessExclusive);

    private static LockEffect Lock(QualifiedName relation, LockMode mode) => new([new RelationLock(relation, mode)]);
}
