using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Backfill.Brakes;

/// <summary>Brakes about those who must keep up with the WAL that batches write.</summary>
internal static class WalBrakes
{
    // What pg_basebackup and pg_receivewal report is no replay. Without pg_monitor the positions are NULL.
    private const string Standbys = """
        SELECT coalesce(nullif(application_name, ''), client_addr::text, 'a standby'), (replay_lsn - '0/0'::pg_lsn)::bigint,
            CASE WHEN replay_lsn < pg_current_wal_lsn() THEN coalesce(extract(epoch FROM replay_lag), 0) ELSE 0 END::float8
        FROM pg_stat_replication WHERE replay_lsn IS NOT NULL AND state IN ('streaming', 'catchup')
        """;

    private const string SlotBacklog = """
        SELECT (pg_current_wal_lsn() - restart_lsn)::float8, slot_name::text FROM pg_replication_slots
        WHERE restart_lsn IS NOT NULL ORDER BY 1 DESC LIMIT 1
        """;

    private const string Unarchived = "SELECT count(*)::float8, '' FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'";

    public static async Task<BrakeReading?> ReplicaLagAsync(NpgsqlConnection connection, BrakeMemory memory, CancellationToken cancellation)
    {
        var standbys = await connection.QueryAsync(
            Standbys,
            row => new BrakeReading(Math.Max(row.GetDouble(2), memory.Behind(row.GetInt64(1)).TotalSeconds), row.GetString(0)),
            cancellation);
        return standbys.MaxBy(standby => standby.Value) ?? new BrakeReading(0, "");
    }

    public static Task<BrakeReading?> RateAsync(NpgsqlConnection connection, BrakeMemory memory, CancellationToken cancellation) =>
        Task.FromResult<BrakeReading?>(new BrakeReading(memory.Rate(), ""));

    public static Task<BrakeReading?> SlotBacklogAsync(NpgsqlConnection connection, BrakeMemory memory, CancellationToken cancellation) =>
        ActivityBrakes.FirstAsync(connection, SlotBacklog, cancellation);

    // The directory is for pg_monitor only, and where nothing is archived it tells nothing.
    public static async Task<BrakeReading?> ArchiveBacklogAsync(NpgsqlConnection connection, BrakeMemory memory, CancellationToken cancellation) =>
        await connection.ScalarAsync<bool>("SELECT current_setting('archive_mode') <> 'off'", cancellation)
            ? await ActivityBrakes.FirstAsync(connection, Unarchived, cancellation)
            : new BrakeReading(0, "");
}
