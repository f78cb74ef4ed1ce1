using System.Globalization;
using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Steps;

/// <summary>Who holds what a statement waits for.</summary>
/// <param name="ProcessId">The backend; 0 for a prepared transaction, which has none.</param>
/// <param name="Kind"><c>client backend</c>, <c>autovacuum worker</c>, ...</param>
/// <param name="Application">The <c>application_name</c>, or the name of a prepared transaction; "" for none.</param>
/// <param name="Age">How long the transaction has been open.</param>
/// <param name="State">What the session does: <c>active</c>, <c>idle in transaction</c>.</param>
/// <param name="HasWritten">True where the transaction has changed something.</param>
/// <param name="Query">The beginning of its last statement.</param>
internal sealed record Blocker(int ProcessId, string Kind, string Application, TimeSpan Age, string State, bool HasWritten, string Query)
{
    // A prepared transaction is not in pg_stat_activity; it is known by the lock that it has on its own number.
    private const string Find = """
        SELECT pid, coalesce(backend_type, 'client backend'), coalesce(application_name, ''),
            extract(epoch FROM coalesce(clock_timestamp() - xact_start, interval '0'))::float8,
            coalesce(state, 'unknown'), backend_xid IS NOT NULL, left(regexp_replace(coalesce(query, ''), '\s+', ' ', 'g'), 80)
        FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids($1))
        UNION ALL
        SELECT DISTINCT 0, 'prepared transaction', gid, extract(epoch FROM clock_timestamp() - prepared)::float8, 'prepared', true, ''
        FROM pg_prepared_xacts AS held
            JOIN pg_locks AS own ON own.locktype = 'transactionid' AND own.transactionid = held.transaction AND own.pid IS NULL
            JOIN pg_locks AS theirs ON theirs.virtualtransaction = own.virtualtransaction AND theirs.pid IS NULL
            JOIN pg_locks AS wanted ON wanted.pid = $1 AND NOT wanted.granted AND wanted.relation = theirs.relation
        WHERE held.database = current_database() AND 0 = ANY (pg_blocking_pids($1))
        ORDER BY 4 DESC
        """;

    /// <summary>Who blocks a backend, the oldest transaction first.</summary>
    public static Task<List<Blocker>> FindAsync(NpgsqlConnection connection, int processId, CancellationToken cancellation) => connection.QueryAsync(
        Find,
        row => new Blocker(
            row.GetInt32(0), row.GetString(1), row.GetString(2), TimeSpan.FromSeconds(row.GetDouble(3)), row.GetString(4), row.GetBoolean(5), row.GetString(6)),
        cancellation,
        processId);

    /// <summary>In words, for people.</summary>
    public override string ToString()
    {
        if (ProcessId == 0)
            return $"the prepared transaction '{Application}', for {Seconds} s (COMMIT PREPARED or ROLLBACK PREPARED ends it)";
        var name = Kind != "client backend" ? Kind : Application.Length > 0 ? Application : "no application name";
        return $"pid {ProcessId} ({name}, in a transaction for {Seconds} s, {State}: {Query})";
    }

    /// <summary>
    /// How the session may be ended by somebody who lets go of transactions up to an age: an SQL function; null where it may not. A transaction
    /// that waits for its client and has written nothing loses nothing, whatever its age. Processes of the server are never touched: an
    /// autovacuum gives way by itself, unless it keeps the server from a wraparound.
    /// </summary>
    public string? Ending(TimeSpan oldest)
    {
        if (Kind != "client backend" || Application.StartsWith(Target.ApplicationPrefix, StringComparison.Ordinal))
            return null;
        var isIdle = State.StartsWith("idle in transaction", StringComparison.Ordinal);
        if (isIdle && !HasWritten)
            return "pg_terminate_backend";
        return Age > oldest ? null : isIdle ? "pg_terminate_backend" : "pg_cancel_backend";
    }

    private string Seconds => Age.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
}
