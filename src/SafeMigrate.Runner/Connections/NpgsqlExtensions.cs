using Npgsql;

namespace SafeMigrate.Runner.Connections;

/// <summary>Short forms for commands with positional parameters (<c>$1</c>).</summary>
internal static class NpgsqlExtensions
{
    public static async Task<int> ExecuteAsync(
        this NpgsqlConnection connection, string sql, CancellationToken cancellation, params object?[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>Runs one statement just as it is written: nothing in it is taken for a parameter, and it is not split at semicolons.</summary>
    public static async Task<int> ExecuteRawAsync(this NpgsqlConnection connection, string sql)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(sql) }, Timeout = 0 };
        return await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Runs statements just as they are written, one after the other, sent as one message: the server waits for nobody between them.</summary>
    public static async Task<int> ExecuteRawAsync(this NpgsqlConnection connection, IReadOnlyList<string> statements)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        foreach (var sql in statements)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        return await batch.ExecuteNonQueryAsync();
    }

    /// <summary>
    /// Runs a whole transaction that is sent as one message: neither a slow network nor a stopped runner comes between its first lock and its
    /// COMMIT.
    /// </summary>
    /// <param name="connection">Without a transaction.</param>
    /// <param name="prepare">A query of one row that settings and checks are made with; nobody reads it.</param>
    /// <param name="statement">The work, which answers with one row.</param>
    /// <param name="read">Reads that row.</param>
    public static async Task<T> TransactAsync<T>(
        this NpgsqlConnection connection, string prepare, NpgsqlBatchCommand statement, Func<NpgsqlDataReader, T> read)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        foreach (var command in new[] { new("BEGIN"), new(prepare), statement, new NpgsqlBatchCommand("COMMIT") })
            batch.BatchCommands.Add(command);
        try
        {
            await using var reader = await batch.ExecuteReaderAsync();
            await reader.NextResultAsync();
            await reader.ReadAsync();
            var answer = read(reader);
            await reader.NextResultAsync(); // A COMMIT may fail, too.
            return answer;
        }
        catch (PostgresException) when (connection.State == System.Data.ConnectionState.Open)
        {
            await connection.ExecuteRawAsync("ROLLBACK");
            throw;
        }
    }

    /// <summary>The first column of the first row of a statement that runs just as it is written.</summary>
    public static async Task<T?> ScalarRawAsync<T>(this NpgsqlConnection connection, string sql)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(sql) }, Timeout = 0 };
        return await batch.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>The first column of the first row; the default where there is no row or it is NULL.</summary>
    public static async Task<T?> ScalarAsync<T>(
        this NpgsqlConnection connection, string sql, CancellationToken cancellation, params object?[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteScalarAsync(cancellation) is T value ? value : default;
    }

    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation, params object?[] parameters)
    {
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation))
            rows.Add(read(reader));
        return rows;
    }

    public static T? Get<T>(this NpgsqlDataReader reader, string column)
    {
        var ordinal = reader.GetOrdinal(column);
        return reader.IsDBNull(ordinal) ? default : reader.GetFieldValue<T>(ordinal);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object?[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter ?? DBNull.Value });
        return command;
    }
}
