using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace SafeMigrate.DatabaseTests.Faults;

/// <summary>
/// One version of an application that inserts, changes and deletes orders, and writes down what it was told. Where its
/// connection breaks it says the same again on a new one, as applications do; any other error is a failed statement.
/// </summary>
internal sealed class Application : IAsyncDisposable
{
    private readonly string connectionString;
    private readonly string column;
    private readonly Ledger ledger;
    private readonly Task[] workers;
    private volatile bool stopped;
    private TaskCompletionSource answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Application(string connectionString, string column, Ledger ledger, int seed)
    {
        (this.connectionString, this.column, this.ledger) = (connectionString, column, ledger);
        workers = [.. Enumerable.Range(0, 2).Select(number => Task.Run(() => WorkAsync(new Random(seed + number))))];
    }

    /// <summary>What the server said to statements, other than that the connection is gone.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    /// <summary>How long each statement took that was answered, in milliseconds.</summary>
    public ConcurrentQueue<double> Latencies { get; } = [];

    /// <param name="connectionString">The database, perhaps through a proxy.</param>
    /// <param name="version">Its name and version: <c>shop/1.0</c>.</param>
    /// <param name="column">The column as this version knows it.</param>
    /// <param name="ledger">Shared by both versions.</param>
    /// <param name="seed">What it does, and to which rows.</param>
    public static Application Start(string connectionString, string version, string column, Ledger ledger, int seed) =>
        new(new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = version, Pooling = false }.ConnectionString, column, ledger, seed);

    /// <summary>Waits until it was answered so many times more.</summary>
    public async Task AnswersAsync(int more)
    {
        for (var wanted = Latencies.Count + more; Latencies.Count < wanted && Failures.IsEmpty;)
            await Task.WhenAny(answered.Task, Task.WhenAny(workers));
    }

    public async ValueTask DisposeAsync()
    {
        stopped = true;
        await Task.WhenAll(workers);
    }

    private async Task WorkAsync(Random random)
    {
        NpgsqlConnection? connection = null;
        while (!stopped)
        {
            var dice = random.Next(10);
            var known = dice < 3 ? null : ledger.Take(random);
            if (dice >= 3 && known is null)
                continue;
            var id = known?.Id ?? ledger.Next();
            var order = new Order($"state {random.Next(1000)}", random.Next(1_000_000));
            connection = dice switch
            {
                < 3 => await SayAsync(connection, $"INSERT INTO orders (id, {column}, quantity) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET {column} = excluded.{column}, quantity = excluded.quantity", 1, id, order.State, (int)order.Quantity),
                < 9 => await SayAsync(connection, $"UPDATE orders SET {column} = $2, quantity = $3 WHERE id = $1", 1, id, order.State, (int)order.Quantity),
                _ => await SayAsync(connection, "DELETE FROM orders WHERE id = $1", 0, id),
            };
            ledger.Set(id, dice < 9 ? order : null);
            await Task.Delay(1); // So that it leaves the machine to others, too.
        }

        if (connection is not null)
            await connection.DisposeAsync();
    }

    // Until it is answered: an application does not give up an order because the database is away.
    private async Task<NpgsqlConnection> SayAsync(NpgsqlConnection? connection, string sql, int rows, params object[] values)
    {
        while (true)
        {
            try
            {
                connection ??= await OpenAsync();
                await using var command = new NpgsqlCommand(sql, connection);
                foreach (var value in values)
                    command.Parameters.Add(new NpgsqlParameter { Value = value });
                var begun = Stopwatch.GetTimestamp();
                if (await command.ExecuteNonQueryAsync() < rows)
                    Failures.Enqueue("no row for " + sql);
                Latencies.Enqueue(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                Interlocked.Exchange(ref answered, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
                return connection;
            }
            catch (NpgsqlException exception)
            {
                if (exception is PostgresException { SqlState: not ("57P01" or "57P02" or "57P03" or "25006" or "53300") } said)
                    Failures.Enqueue($"{said.SqlState} {said.MessageText}: {sql}");
                if (connection is not null)
                    await connection.DisposeAsync();
                connection = null;
                await Task.Delay(10);
            }
        }
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }
}
