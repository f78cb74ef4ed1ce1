using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Backfill.Brakes;

/// <summary>Brakes about what else goes on in the database.</summary>
internal static class ActivityBrakes
{
    private const string LockWaits = """
        SELECT count(*)::float8, '' FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name NOT LIKE 'safemigrate/%'
        """;

    private const string ActiveSessions = """
        SELECT count(*)::float8, '' FROM pg_stat_activity
        WHERE state = 'active' AND backend_type = 'client backend' AND application_name NOT LIKE 'safemigrate/%'
        """;

    private const string Autovacuum = """
        SELECT count(*)::float8, coalesce(min(relid::regclass::text), '') FROM pg_stat_progress_vacuum JOIN pg_stat_activity USING (pid)
        WHERE relid = ANY ($1::regclass[]) AND backend_type = 'autovacuum worker'
        """;

    // Whoever keeps an old snapshot keeps vacuum from the versions that batches leave behind.
    private const string OldestXmin = """
        SELECT age(xmin)::float8, who FROM (
            SELECT backend_xmin AS xmin, format('pid %s (%s)', pid, coalesce(nullif(application_name, ''), usename, backend_type)) AS who FROM pg_stat_activity
                WHERE application_name NOT LIKE 'safemigrate/%'
            UNION ALL SELECT xmin, 'replication slot ' || slot_name FROM pg_replication_slots
            UNION ALL SELECT transaction, 'prepared transaction ' || gid FROM pg_prepared_xacts) AS holders
        WHERE xmin IS NOT NULL ORDER BY 1 DESC LIMIT 1
        """;

    public static Task<BrakeReading?> LockWaitsAsync(NpgsqlConnection connection, BrakeMemory memory, CancellationToken cancellation) =>
        FirstAsync(connection, LockWaits, cancellation);

    public static Task<BrakeReading?> ActiveSessionsAsync(NpgsqlConnection connection, BrakeMemory memory, CancellationToken cancellation) =>
        FirstAsync(connection, ActiveSessions, cancellation);

    public static Task<BrakeReading?> AutovacuumAsync(NpgsqlConnection connection, BrakeMemory memory, CancellationToken cancellation) =>
        FirstAsync(connection, Autovacuum, cancellation, (object)memory.Relations);

    public static Task<BrakeReading?> OldestXminAsync(NpgsqlConnection connection, BrakeMemory memory, CancellationToken cancellation) =>
        FirstAsync(connection, OldestXmin, cancellation);

    /// <summary>The first row as a reading, 0 where there is none; null where the role may not look.</summary>
    public static async Task<BrakeReading?> FirstAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellation, params object?[] parameters)
    {
        try
        {
            var rows = await connection.QueryAsync(sql, row => new BrakeReading(row.GetDouble(0), row.GetString(1)), cancellation, parameters);
            return rows.Count == 0 ? new BrakeReading(0, "") : rows[0];
        }
        catch (PostgresException exception) when (exception.SqlState == SqlStates.InsufficientPrivilege)
        {
            return null;
        }
    }
}
