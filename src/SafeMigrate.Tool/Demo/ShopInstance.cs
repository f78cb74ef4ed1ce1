using Npgsql;

namespace SafeMigrate.Tool.Demo;

/// <summary>
/// One instance of the demo's application: a pool of connections that name their version, and workers that write orders and check what they
/// read, until it is disposed.
/// </summary>
internal sealed class ShopInstance : IAsyncDisposable
{
    private const int Workers = 3;

    // An order's life is short work with pauses: enough to notice each stall, not enough to make the machine the bottleneck.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(12);

    private static readonly string[] States = ["new", "paid", "packed", "sent", "back"];

    private readonly ShopVersion version;
    private readonly Ledger ledger;
    private readonly Measurements measurements;
    private readonly NpgsqlDataSource database;
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> workers;

    public ShopInstance(string connectionString, ShopVersion version, int number, Ledger ledger, Measurements measurements)
    {
        (this.version, this.ledger, this.measurements) = (version, ledger, measurements);
        database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = $"shop/{version.Number};i={number}",
            MaxPoolSize = Workers,
            CommandTimeout = 30,
        });
        workers = [.. Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(new Random(number * 100 + worker))))];
    }

    /// <summary>Lets each worker end its statement, then closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        await database.DisposeAsync();
        stop.Dispose();
    }

    private async Task WorkAsync(Random random)
    {
        while (!stop.IsCancellationRequested)
        {
            await (random.Next(10) switch
            {
                0 => InsertAsync(random),
                1 => AdoptAsync(random),
                2 or 3 or 4 => WithOrderAsync(random, entry => SetStateAsync(entry, random)),
                5 or 6 => WithOrderAsync(random, entry => SetQuantityAsync(entry, random)),
                _ => WithOrderAsync(random, CheckAsync),
            });
            await Task.Delay(Pause * random.NextDouble() * 2);
        }
    }

    private async Task InsertAsync(Random random)
    {
        var (state, quantity) = (States[random.Next(States.Length)], random.Next(1, 1000));
        long id = 0;
        if (await measurements.MeasureAsync(async () => id = (long)(await Command(version.Insert, 1L + random.Next(5000), state, quantity).ExecuteScalarAsync())!))
            ledger.Add(id, state, quantity);
    }

    // Orders from before the release are part of what must not be lost.
    private async Task AdoptAsync(Random random)
    {
        if (ledger.Adopt(random) is { } id && await ReadAsync(id) is var (state, quantity))
            ledger.Add(id, state, quantity);
    }

    private async Task WithOrderAsync(Random random, Func<Ledger.Entry, Task> work)
    {
        if (ledger.Take(random) is not { } entry)
            return;
        await work(entry);
        ledger.Release(entry);
    }

    private async Task SetStateAsync(Ledger.Entry entry, Random random)
    {
        var state = States[random.Next(States.Length)];
        if (await measurements.MeasureAsync(() => Command(version.SetState, entry.Id, state).ExecuteNonQueryAsync()))
            entry.State = state;
    }

    private async Task SetQuantityAsync(Ledger.Entry entry, Random random)
    {
        var quantity = random.Next(1, 1000);
        if (await measurements.MeasureAsync(() => Command(version.SetQuantity, entry.Id, quantity).ExecuteNonQueryAsync()))
            entry.Quantity = quantity;
    }

    private async Task CheckAsync(Ledger.Entry entry)
    {
        if (await ReadAsync(entry.Id) is var (state, quantity) && (state, quantity) != (entry.State, entry.Quantity))
            measurements.CountWrongRow();
    }

    // Null where the statement failed; a row that is not there reads as one without a state.
    private async Task<(string State, long Quantity)?> ReadAsync(long id)
    {
        (string, long)? found = null;
        await measurements.MeasureAsync(async () =>
        {
            await using var reader = await Command(version.Read, id).ExecuteReaderAsync();
            found = await reader.ReadAsync() ? (reader.GetString(0), Convert.ToInt64(reader.GetValue(1))) : ("", 0);
        });
        return found;
    }

    private NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
