using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Preflight;

/// <summary>
/// Looks at the server before a command begins: what would stop the command in the middle ends it now, with nothing changed; what would only
/// make it wait, or cost more than people think, is said.
/// </summary>
internal sealed class PreflightCheck(CommandSession session, IReadOnlyList<Step> steps)
{
    // What a table can have; a dropped column keeps its number.
    private const int Most = 1600;
    private const int Many = 1500;

    // Below this nobody's disk is in danger, and nobody wants to read about it.
    private const long WorthSaying = 1L << 30;

    private const string LongTransactions = """
        SELECT pid, coalesce(application_name, ''), extract(epoch FROM clock_timestamp() - xact_start)::bigint, coalesce(state, 'unknown')
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start <= clock_timestamp() - $1
            AND coalesce(backend_type, 'client backend') = 'client backend' AND application_name NOT LIKE 'safemigrate/%'
        ORDER BY xact_start LIMIT 5
        """;

    private const string PreparedTransactions = """
        SELECT gid, owner, extract(epoch FROM clock_timestamp() - prepared)::bigint FROM pg_prepared_xacts WHERE database = current_database() ORDER BY prepared
        """;

    private const string Builds = """
        SELECT pid, relid::regclass::text, coalesce(phase, 'unknown') FROM pg_stat_progress_create_index
        WHERE datname = current_database() AND relid IN (SELECT to_regclass(name)::oid FROM unnest($1::text[]) AS name)
        """;

    private const string IdleSlots = """
        SELECT slot_name, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint, xmin IS NOT NULL OR catalog_xmin IS NOT NULL
        FROM pg_replication_slots WHERE NOT active AND (restart_lsn IS NOT NULL OR xmin IS NOT NULL)
        """;

    private const string ColumnNumbers = """
        SELECT name, max(attnum)::int FROM unnest($1::text[]) AS name JOIN pg_attribute ON attrelid = to_regclass(name) GROUP BY name
        """;

    /// <summary>Ends the command with a message where it cannot be done.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (steps.Count == 0)
            return;
        var tables = steps.SelectMany(step => step.Operations).OfType<TableOperation>().Select(operation => Names.Quoted(operation.Table)).Distinct().ToArray();
        var needed = await session.Main.RunAsync(connection => DiskSpace.NeededAsync(connection, steps, cancellation), cancellation);
        var free = needed == 0 ? null : await session.Main.RunAsync(connection => DiskSpace.FreeAsync(connection, cancellation), cancellation);
        var numbers = await session.Main.RunAsync(connection => NumbersAsync(connection, tables, cancellation), cancellation);
        var problems = numbers.Where(number => number.Used + number.More > Most).Select(TooMany).ToList();
        if (needed > free)
            problems.Add($"The index builds and batches need about {Size(needed)}, and the server's disk has {Size(free.Value)} left. Make room first.");
        Refuse(problems);

        foreach (var note in numbers.Where(number => number.Used + number.More > Many).Select(TooMany))
            Say(note);
        if (free is null && needed >= WorthSaying)
            Say($"The index builds and batches need about {Size(needed)}. How much the server's disk has left cannot be seen from here.");
        foreach (var note in await session.Main.RunAsync(connection => NotesAsync(connection, tables, cancellation), cancellation))
            Say(note);
    }

    private async Task<List<string>> NotesAsync(NpgsqlConnection connection, string[] tables, CancellationToken cancellation) =>
    [
        .. await connection.QueryAsync(
            LongTransactions,
            row => $"A transaction has been open for {Age(row.GetInt64(2))}: pid {row.GetInt32(0)} ({(row.GetString(1) is { Length: > 0 } name ? name : "no application name")}, "
                + $"{row.GetString(3)}). Index builds wait for its end, and so does each step that needs a table it has used.",
            cancellation,
            session.Options.LongTransaction),
        .. await connection.QueryAsync(
            PreparedTransactions,
            row => $"The transaction '{row.GetString(0)}' of {row.GetString(1)} has been prepared for {Age(row.GetInt64(2))} and keeps its locks until "
                + $"COMMIT PREPARED '{row.GetString(0)}' or ROLLBACK PREPARED '{row.GetString(0)}'.",
            cancellation),
        .. await connection.QueryAsync(
            Builds,
            row => $"Somebody builds an index on {row.GetString(1)} (pid {row.GetInt32(0)}, {row.GetString(2)}): steps on that table wait for it.",
            cancellation,
            (object)tables),
        .. await connection.QueryAsync(
            IdleSlots,
            row => $"Nobody reads from the replication slot {row.GetString(0)}. It keeps {Size(row.GetInt64(1))} of WAL{(row.GetBoolean(2) ? " and old row versions" : "")}, to which this "
                + $"command adds: bring its reader back, or SELECT pg_drop_replication_slot('{row.GetString(0)}').",
            cancellation),
    ];

    private async Task<List<(string Table, int Used, int More)>> NumbersAsync(NpgsqlConnection connection, string[] tables, CancellationToken cancellation)
    {
        var used = await connection.QueryAsync(ColumnNumbers, row => (Table: row.GetString(0), Used: row.GetInt32(1)), cancellation, (object)tables);
        var added = steps.SelectMany(step => step.Operations).OfType<AddColumn>().CountBy(add => Names.Quoted(add.Table)).ToDictionary();
        return [.. used.Where(table => added.ContainsKey(table.Table)).Select(table => (table.Table, table.Used, added[table.Table]))];
    }

    private static string TooMany((string Table, int Used, int More) number) =>
        $"{number.Table} has used {number.Used} of the {Most} column numbers that a table has, those of dropped columns included, and this would use {number.More} more. "
        + "A new table with the rows of this one has all of them again.";

    private static void Refuse(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
            throw new RunnerException(ExitCode.Stopped, "Nothing was changed, because it could not be finished:\n" + string.Join('\n', problems));
    }

    private void Say(string message) => session.Report(
        RunnerEventKind.Attempt, null, report => report with { Step = "preflight", State = "note", Message = message });

    private static string Age(long seconds) => seconds < 120 ? $"{seconds} s" : seconds < 7200 ? $"{seconds / 60} min" : $"{seconds / 3600} h";

    private static string Size(long bytes) => bytes < 10 << 20 ? $"{bytes >> 10} kB" : bytes < 10L << 30 ? $"{bytes >> 20} MB" : $"{bytes >> 30} GB";
}
