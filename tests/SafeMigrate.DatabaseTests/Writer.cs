using Npgsql;

namespace SafeMigrate.DatabaseTests;

/// <summary>One version of an application: it repeats its statements, each time for a new row, until it is stopped. No statement may fail.</summary>
internal sealed class Writer : IAsyncDisposable
{
    private static int starts;

    private readonly NpgsqlConnection connection;
    private readonly IReadOnlyList<string> statements;
    private readonly Task running;
    private readonly Lock waiting = new();
    private readonly List<(int Rounds, TaskCompletionSource Reached)> waiters = [];
    private long id = 1_000_000L * Interlocked.Increment(ref starts);
    private int rounds;
    private volatile bool stopped;

    private Writer(NpgsqlConnection connection, IReadOnlyList<string> statements)
    {
        (this.connection, this.statements) = (connection, statements);
        running = Task.Run(RepeatAsync);
    }

    public static async Task<Writer> StartAsync(TestDatabase database, string application, string file)
    {
        var text = await File.ReadAllTextAsync(file);
        var statements = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new Writer(await database.OpenAsync(application), statements);
    }

    /// <summary>Waits until the writer has done so many more rounds.</summary>
    public Task RoundsAsync(int more)
    {
        lock (waiting)
        {
            if (running.IsCompleted)
                return running;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Add((rounds + more, reached));
            return reached.Task;
        }
    }

    /// <summary>Ends the application, and fails where one of its statements failed.</summary>
    public async ValueTask DisposeAsync()
    {
        stopped = true;
        await running;
        await connection.DisposeAsync();
    }

    private async Task RepeatAsync()
    {
        try
        {
            while (!stopped)
            {
                id++;
                foreach (var statement in statements)
                    await ExecuteAsync(statement);
                Reached(null);
            }
        }
        catch (Exception exception)
        {
            Reached(exception);
            throw;
        }
    }

    private async Task ExecuteAsync(string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        await using var reader = await command.ExecuteReaderAsync();
        var found = await reader.ReadAsync();
        if (reader.RecordsAffected == 0 || (reader.FieldCount > 0 && !found))
            throw new InvalidOperationException($"{connection.ConnectionString}: no row for {statement}");
    }

    private void Reached(Exception? failure)
    {
        lock (waiting)
        {
            rounds++;
            foreach (var (_, reached) in waiters.Where(waiter => failure is not null || waiter.Rounds <= rounds))
            {
                if (failure is null)
                    reached.TrySetResult();
                else
                    reached.TrySetException(failure);
            }

            waiters.RemoveAll(waiter => waiter.Reached.Task.IsCompleted);
        }
    }
}
