using System.Globalization;
using System.Net;
using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Preflight;

/// <summary>What index builds and batches take, and what there is, as far as either can be known.</summary>
internal static class DiskSpace
{
    // Partitions and children count with their table. Widths are those of the last ANALYZE; a column without one is taken for 16 bytes wide.
    private const string Estimate = """
        WITH RECURSIVE family AS (
            SELECT to_regclass($1)::oid AS relation WHERE to_regclass($1) IS NOT NULL
            UNION
            SELECT inhrelid FROM pg_inherits JOIN family ON inhparent = relation)
        SELECT coalesce(sum(CASE WHEN $2::text[] IS NULL THEN pg_relation_size(relation) ELSE greatest(reltuples, 0) * 1.3 * (16 + (
            SELECT sum(coalesce((SELECT max(avg_width) FROM pg_stats WHERE schemaname = nspname AND tablename = relname AND attname = name), 16))
            FROM unnest($2::text[]) AS name)) END), 0)::bigint
        FROM family JOIN pg_class ON pg_class.oid = relation JOIN pg_namespace ON pg_namespace.oid = relnamespace
        """;

    /// <summary>By the planner's estimates, in bytes: an index of its rows for each build, and a new version of each row for each column that is filled.</summary>
    public static async Task<long> NeededAsync(NpgsqlConnection connection, IReadOnlyList<Step> steps, CancellationToken cancellation)
    {
        var needed = 0L;
        foreach (var operation in steps.SelectMany(step => step.Operations))
        {
            needed += operation switch
            {
                CreateIndex create => await EstimateAsync(connection, create.Table, [.. create.Index.Columns.Select(column => column.Column ?? "")], cancellation),
                IBackfill backfill => await EstimateAsync(connection, backfill.Table, null, cancellation),
                _ => 0,
            };
        }

        return needed;
    }

    /// <summary>
    /// The bytes that the database's file system has left; null where that cannot be known: on another machine, or where this user may not look at
    /// the server's folder. A tunnel can make another machine look like this one, so the folder must be that of the server that answers.
    /// </summary>
    public static async Task<long?> FreeAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        try
        {
            var found = await connection.QueryAsync(
                """
                SELECT coalesce(host(inet_server_addr()), '127.0.0.1'), current_setting('data_directory'),
                    extract(epoch FROM pg_postmaster_start_time())::bigint, pg_tablespace_location(dattablespace)
                FROM pg_database WHERE datname = current_database()
                """,
                row => (Address: row.GetString(0), Folder: row.GetString(1), Started: row.GetInt64(2), Tablespace: row.GetString(3)),
                cancellation);
            var server = found[0];
            if (!IPAddress.IsLoopback(IPAddress.Parse(server.Address)) || Started(server.Folder) != server.Started)
                return null;
            return new DriveInfo(server.Tablespace.Length > 0 ? server.Tablespace : server.Folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is PostgresException { SqlState: SqlStates.InsufficientPrivilege } or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    private static Task<long> EstimateAsync(NpgsqlConnection connection, QualifiedName table, string[]? columns, CancellationToken cancellation) =>
        connection.ScalarAsync<long>(Estimate, cancellation, Names.Quoted(table), columns);

    // The third line of postmaster.pid.
    private static long? Started(string folder) =>
        File.ReadLines(Path.Combine(folder, "postmaster.pid")).ElementAtOrDefault(2) is { } line && long.TryParse(line, CultureInfo.InvariantCulture, out var started) ? started : null;
}
