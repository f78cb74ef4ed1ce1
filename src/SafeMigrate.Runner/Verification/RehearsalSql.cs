using Npgsql;

namespace SafeMigrate.Runner.Verification;

/// <summary>Runs SQL on the throwaway server; what the server refuses is a message.</summary>
internal static class RehearsalSql
{
    public static async Task RunAsync(string database, string sql, CancellationToken cancellation)
    {
        // What psql reads itself, such as the \restrict of a dump, is not for the server.
        var text = string.Join('\n', sql.Split('\n').Where(line => !line.StartsWith('\\')));
        await using var connection = Connection(database);
        try
        {
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException exception)
        {
            throw new RunnerException(ExitCode.Stopped, $"{exception.MessageText} (SQLSTATE {exception.SqlState}) at: {First(text)}", exception);
        }
    }

    /// <summary>The rows of a query.</summary>
    public static async Task<List<T>> ReadAsync<T>(string database, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellation)
    {
        await using var connection = Connection(database);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(row(reader));
        return rows;
    }

    // Under the tool's own name, which is no version of an application, and not kept open.
    internal static NpgsqlConnection Connection(string database) =>
        new(new NpgsqlConnectionStringBuilder(database) { Pooling = false, ApplicationName = "safemigrate/verify" }.ConnectionString);

    private static string First(string sql) => sql.Trim().Split('\n')[0] is { Length: > 120 } line ? line[..120] + "..." : sql.Trim().Split('\n')[0];
}
