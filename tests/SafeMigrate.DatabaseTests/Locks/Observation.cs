using System.Text.RegularExpressions;
using Npgsql;

namespace SafeMigrate.DatabaseTests.Locks;

/// <summary>What a server did while it ran one statement in a transaction that is rolled back.</summary>
internal sealed partial record Observation(string? Error, IReadOnlySet<string> Locks, IReadOnlySet<string> Scans, IReadOnlySet<string> Rewrites, IReadOnlySet<string> Builds)
{
    private const string Relations = "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'";

    public static async Task<Observation> OfAsync(NpgsqlConnection connection, Form form)
    {
        var messages = new List<string>();
        void Listen(object sender, NpgsqlNoticeEventArgs notice) => messages.Add(notice.Notice.MessageText);

        await using var transaction = await connection.BeginTransactionAsync();
        var before = await StateAsync(connection);
        connection.Notice += Listen;
        try
        {
            await ExecuteAsync(connection, $"SET LOCAL TimeZone = '{form.TimeZone}'; SET LOCAL client_min_messages = debug1; {form.Sql}");
            await ExecuteAsync(connection, "SET LOCAL client_min_messages = notice");
        }
        catch (PostgresException exception)
        {
            return new Observation(exception.SqlState, Set([]), Set([]), Set([]), Set([]));
        }
        finally
        {
            connection.Notice -= Listen;
        }

        var after = await StateAsync(connection, before.Keys);
        var rewrites = after.Where(pair => pair.Value.File != before[pair.Key].File && pair.Value.Kind is 'r' or 'm').Select(pair => pair.Value.Name);
        var scans = after.Where(pair => pair.Value.Scans > before[pair.Key].Scans).Select(pair => pair.Value.Name);
        var builds = messages.Select(message => Building().Match(message)).Where(match => match.Success).Select(match => match.Groups[1].Value)
            .Where(name => before.Values.Any(relation => relation.Name == name));
        return new Observation(null, Set(await LocksAsync(connection, before)), Set(scans), Set(rewrites), Set(builds));
    }

    private static async Task<Dictionary<uint, (string Name, char Kind, uint File, long Scans)>> StateAsync(
        NpgsqlConnection connection, IReadOnlyCollection<uint>? known = null)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT c.oid, c.relname::text, c.relkind, coalesce(pg_relation_filenode(c.oid), 0), coalesce(s.seq_scan, 0)
            FROM {Relations} LEFT JOIN pg_stat_xact_user_tables s ON s.relid = c.oid
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var state = new Dictionary<uint, (string, char, uint, long)>();
        while (await reader.ReadAsync())
        {
            if (known is null || known.Contains(reader.GetFieldValue<uint>(0)))
                state[reader.GetFieldValue<uint>(0)] = (reader.GetString(1), reader.GetChar(2), reader.GetFieldValue<uint>(3), reader.GetInt64(4));
        }

        return state;
    }

    // By the names from before: some relations are gone or renamed. Indexes, sequences and row types follow a table.
    private static async Task<IEnumerable<string>> LocksAsync(NpgsqlConnection connection, Dictionary<uint, (string Name, char Kind, uint File, long Scans)> known)
    {
        await using var command = new NpgsqlCommand(
            "SELECT relation, mode FROM pg_locks WHERE locktype = 'relation' AND pid = pg_backend_pid() AND granted", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var locks = new List<string>();
        while (await reader.ReadAsync())
        {
            if (known.TryGetValue(reader.GetFieldValue<uint>(0), out var relation))
                locks.Add($"{relation.Name} {reader.GetString(1)}{(relation.Kind is 'i' or 'I' or 'S' or 'c' ? " follows" : "")}");
        }

        return locks;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static HashSet<string> Set(IEnumerable<string> names) => [.. names];

    [GeneratedRegex(@"^building index "".*"" on table ""(.*)""")]
    private static partial Regex Building();
}
