using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>
/// What each operation locks, scans, rewrites and builds on PostgreSQL 14 to 18: the one table of truth, compared with real servers by the
/// database tests. What the schema does not know (partitions, foreign keys of other tables) is missing in the answer; a table that the
/// operation itself creates, and indexes and sequences that follow their table, are left out.
/// </summary>
public static class PostgresLocks
{
    /// <summary>The effect of an operation in the moment it runs.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="schema">The database before it.</param>
    /// <param name="majorVersion">The server's major version.</param>
    /// <param name="sessionTimeZoneIsUtc">True where the session's TimeZone is UTC, which decides about changes of timestamp types.</param>
    public static LockEffect Of(Operation operation, Schema schema, int majorVersion, bool sessionTimeZoneIsUtc = false)
    {
        var effect = new EffectBuilder(schema);
        return ColumnLocks.Of(operation, effect, sessionTimeZoneIsUtc)
            ?? ConstraintLocks.Of(operation, effect)
            ?? IndexLocks.Of(operation, effect)
            ?? PartitionLocks.Of(operation, effect, majorVersion)
            ?? TriggerLocks.Of(operation, effect, majorVersion)
            ?? TableLocks.Of(operation, effect)
            ?? ObjectLocks.Of(operation, effect)
            ?? MaintenanceLocks.Of(operation, effect, majorVersion)
            ?? DataLocks.Of(operation, effect)
            ?? LockEffect.None;
    }

    /// <summary>
    /// The effect of a statement: an ALTER TABLE takes the strongest of its parts' locks at its start, and what one part validates does not
    /// help another, because all checks run at its end.
    /// </summary>
    /// <param name="operations">The statement's operations, in order.</param>
    /// <param name="schema">The database before the statement.</param>
    /// <param name="majorVersion">The server's major version.</param>
    /// <param name="sessionTimeZoneIsUtc">True where the session's TimeZone is UTC.</param>
    public static LockEffect Of(IEnumerable<Operation> operations, Schema schema, int majorVersion, bool sessionTimeZoneIsUtc = false)
    {
        var all = new EffectBuilder(schema);
        var now = schema;
        foreach (var operation in operations)
        {
            all.Add(Of(operation, SeesOnlyTheStart(operation) ? schema : now, majorVersion, sessionTimeZoneIsUtc));
            now = now.Apply(operation);
        }

        return all;
    }

    /// <summary>True where the server knows without looking that a column has no NULL.</summary>
    /// <param name="schema">The database.</param>
    /// <param name="table">The table.</param>
    /// <param name="column">The column.</param>
    public static bool ProvesNotNull(Schema schema, QualifiedName table, string column) => schema.Find(table) is { } known
        && (known.Column(column)?.NotNull == true
            || known.Constraints.OfType<CheckConstraint>().Any(check =>
                check is { NotValid: false, NotEnforced: false } && check.Condition.ProvesNotNull.Contains(column)));

    /// <summary>True where what other parts of the same ALTER TABLE validate does not count for this one.</summary>
    internal static bool SeesOnlyTheStart(Operation operation) => operation is SetNotNull or AddPrimaryKey { PrimaryKey.UsingIndex: not null };
}
