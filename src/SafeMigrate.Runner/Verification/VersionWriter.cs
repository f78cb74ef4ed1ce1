using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Verification;

/// <summary>One version of an application: it inserts rows into the tables that change, and updates them, until it is stopped. No statement may fail.</summary>
internal sealed class VersionWriter(string database, string name, IReadOnlyList<(QualifiedName Table, string Sql, bool Inserts)> statements, int side) : IAsyncDisposable
{
    private readonly Lock reading = new();
    private readonly Dictionary<QualifiedName, List<long>> written = [];
    private readonly List<(int Rounds, TaskCompletionSource Reached)> waiters = [];
    private CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;
    private long number = RowText.FirstWritten * side;
    private int rounds;
    private int process;

    public string Name => name;

    /// <summary>What the server said to a statement that failed; null where none did.</summary>
    public string? Failure { get; private set; }

    /// <summary>The numbers of the rows that were inserted.</summary>
    public IReadOnlyList<(QualifiedName Table, IReadOnlyList<long> Numbers)> Written
    {
        get
        {
            lock (reading)
                return [.. written.Select(pair => (pair.Key, (IReadOnlyList<long>)[.. pair.Value]))];
        }
    }

    /// <summary>Statements that the database takes from a version of this schema; each is tried on a row of its own and undone.</summary>
    public static async Task<IReadOnlyList<(QualifiedName Table, string Sql, bool Inserts)>> StatementsAsync(
        string database, Schema schema, EnumLabels labels, IEnumerable<QualifiedName> tables, CancellationToken cancellation)
    {
        var taken = new List<(QualifiedName, string, bool)>();
        foreach (var table in tables.Select(table => schema.Find(table)).OfType<Table>().Where(RowText.IsNumbered))
        {
            if (MadeUpRows.Insert(schema, table, "{n}", labels) is not { } insert || !await WorksAsync(database, insert, cancellation))
                continue;
            taken.Add((table.Name, insert, true));
            var key = PostgresIdentifier.Quote(table.KeyColumns[0]);
            foreach (var column in table.Columns.Where(column => column.Generated is null && column.Identity is null && !table.KeyColumns.Contains(column.Name)))
            {
                // Another value than the insert's, and one that no later insert wants to have.
                var number = IsUnique(table, column.Name) ? "(0 - {n})" : "({n} + 1)";
                if (MadeUpRows.Value(schema, table, column, number, labels) is { } value
                    && $"UPDATE {PostgresWriter.Name(table.Name)} SET {PostgresIdentifier.Quote(column.Name)} = {value} WHERE {key} = {{n}}" is var update
                    && await WorksAsync(database, insert + ";" + update, cancellation))
                    taken.Add((table.Name, update, false));
            }
        }

        return taken;
    }

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
        try
        {
            await connection.OpenAsync(CancellationToken.None);
            process = connection.ProcessID;
            while (!cancellation.IsCancellationRequested && statements.Count > 0)
            {
                number++;
                foreach (var (table, sql, inserts) in statements)
                {
                    await using var command = new NpgsqlCommand(sql.Replace("{n}", $"{number}"), connection);
                    await command.ExecuteNonQueryAsync(CancellationToken.None);
                    if (inserts)
                        Wrote(table);
                }

                Reached();
            }
        }
        catch (NpgsqlException exception)
        {
            Failure = $"a statement of {name} failed: {(exception as PostgresException)?.MessageText ?? exception.Message}";
        }
    }

    private void Wrote(QualifiedName table)
    {
        lock (reading)
        {
            if (!written.TryGetValue(table, out var numbers))
                written[table] = numbers = [];
            numbers.Add(number);
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

    private static bool IsUnique(Table table, string column) => table.Constraints.OfType<IndexConstraint>().Any(constraint => constraint.Columns.Contains(column))
        || table.Indexes.Any(index => index.Unique && index.Columns.Any(key => key.Column == column || key.Expression?.Columns.Contains(column) == true));

    private static async Task<bool> WorksAsync(string database, string sql, CancellationToken cancellation)
    {
        try
        {
            await RehearsalSql.RunAsync(database, $"BEGIN; {sql.Replace("{n}", $"{RowText.FirstWritten * 5}")}; ROLLBACK", cancellation);
            return true;
        }
        catch (RunnerException)
        {
            return false; // A made-up value does not fit; an application would know better.
        }
    }
}
