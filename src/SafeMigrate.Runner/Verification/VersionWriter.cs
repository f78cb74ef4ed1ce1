using Npgsql;

namespace SafeMigrate.Runner.Verification;

/// <summary>
/// One version of an application: until it is stopped it inserts rows into the tables that change, updates them, writes them again, and deletes some. No statement may fail.
/// </summary>
internal sealed class VersionWriter(string database, string name, IReadOnlyList<TableWriter> tables, int side) : IAsyncDisposable
{
    // Of three rows one is deleted again, not the last ones.
    private const int DeletesEvery = 3;

    private readonly Lock reading = new();
    private readonly List<(int Rounds, TaskCompletionSource Reached)> waiters = [];
    private readonly Queue<IReadOnlyList<WrittenRow>> kept = [];
    private CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;
    private long number = RowsOfDatabase.FirstWritten * side;
    private int rounds;
    private int process;

    public string Name => name;

    /// <summary>What the server said to a statement that failed; null where none did.</summary>
    public string? Failure { get; private set; }

    /// <summary>The rows that were inserted and not deleted.</summary>
    public Ledger Written { get; } = new(name);

    public void Start()
    {
        stop = new CancellationTokenSource();
        running = Task.Run(() => RepeatAsync(stop.Token));
    }

    /// <summary>Waits until the writer has done so many more rounds, or has failed.</summary>
    public Task RoundsAsync(int more)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (reading)
            waiters.Add((rounds + more, reached));
        // A writer that fails does no more rounds; its task ends a moment later, when its connection is closed.
        return Task.WhenAny(reached.Task, running);
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await running;
        await GoneAsync();
    }

    // A server process ends a moment after its connection is closed, and until then the gates see this version.
    private async Task GoneAsync()
    {
        if (process == 0)
            return;
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT EXISTS (SELECT FROM pg_stat_activity WHERE pid = {process} AND application_name = '{name}')", connection);
        for (var tries = 0; tries < 2_000 && await command.ExecuteScalarAsync() is true; tries++)
            await Task.Delay(TimeSpan.FromMilliseconds(5));
        process = 0;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
    }

    private async Task RepeatAsync(CancellationToken cancellation)
    {
        var target = new NpgsqlConnectionStringBuilder(database) { Pooling = false, ApplicationName = name };
        await using var connection = new NpgsqlConnection(target.ConnectionString);
        var statement = "connect";
        try
        {
            await connection.OpenAsync(CancellationToken.None);
            process = connection.ProcessID;
            while (!cancellation.IsCancellationRequested && tables.Count > 0)
            {
                await RoundAsync(connection, sql => statement = sql);
                Reached();
            }
        }
        catch (NpgsqlException exception)
        {
            Failure = $"a statement of {name} failed: {(exception as PostgresException)?.MessageText ?? exception.Message}, at: {statement}";
        }
    }

    private async Task RoundAsync(NpgsqlConnection connection, Action<string> runs)
    {
        number++;
        var own = new Dictionary<QualifiedName, IReadOnlyDictionary<string, string?>>();
        var written = new List<WrittenRow>();
        foreach (var table in tables)
        {
            runs($"INSERT INTO {table.Table.Name}");
            if (await table.InsertAsync(connection, number, own) is not { } row)
                continue;
            Written.Add(row);
            written.Add(row);
            own[table.Table.Name] = row.Values;
            foreach (var change in table.Changes(row))
                await RunAsync(change);
        }

        kept.Enqueue(written);
        if (number % DeletesEvery != 0 || kept.Count <= DeletesEvery)
            return;

        // Children first.
        foreach (var row in kept.Dequeue().Reverse())
        {
            if (row.Writer.Deletion(row) is not { } deletion)
                continue;
            await RunAsync(deletion);
            Written.Remove(row);
        }

        async Task RunAsync(string sql)
        {
            runs(sql);
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    private void Reached()
    {
        lock (reading)
        {
            rounds++;
            foreach (var (_, reached) in waiters.Where(waiter => waiter.Rounds <= rounds))
                reached.TrySetResult();
            waiters.RemoveAll(waiter => waiter.Reached.Task.IsCompleted);
        }
    }
}
