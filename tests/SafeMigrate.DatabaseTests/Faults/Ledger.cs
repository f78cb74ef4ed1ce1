using System.Collections.Concurrent;
using Npgsql;

namespace SafeMigrate.DatabaseTests.Faults;

/// <summary>A row as the application was told that it is.</summary>
internal sealed record Order(string State, long Quantity);

/// <summary>What must be in the table, by the answers that the application got. A row has one writer at a time, of either version.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentDictionary<long, Order> orders = new();
    private readonly ConcurrentDictionary<long, bool> taken = new();
    private long last;

    private Ledger()
    {
    }

    /// <summary>How many rows there must be.</summary>
    public int Count => orders.Count;

    public static async Task<Ledger> ReadAsync(TestDatabase database, string columns)
    {
        var ledger = new Ledger();
        foreach (var (id, order) in await RowsAsync(database, columns))
            ledger.orders[id] = order;
        ledger.last = ledger.orders.Keys.DefaultIfEmpty().Max();
        return ledger;
    }

    /// <summary>The number of a new row.</summary>
    public long Next() => Interlocked.Increment(ref last);

    /// <summary>Takes a row that is there; null where somebody else has it, or it is not there.</summary>
    public (long Id, Order Order)? Take(Random random)
    {
        var id = random.NextInt64(1, Interlocked.Read(ref last) + 1);
        if (!taken.TryAdd(id, true))
            return null;
        if (orders.TryGetValue(id, out var order))
            return (id, order);
        taken.TryRemove(id, out _);
        return null;
    }

    /// <summary>The server said that the row is so now; null for gone.</summary>
    public void Set(long id, Order? order)
    {
        if (order is null)
            orders.TryRemove(id, out _);
        else
            orders[id] = order;
        taken.TryRemove(id, out _);
    }

    /// <summary>Rows that the table does not have, and rows that it has otherwise or too many.</summary>
    public async Task<(int Lost, int Wrong)> CompareAsync(TestDatabase database, string columns)
    {
        var found = await RowsAsync(database, columns);
        var lost = orders.Keys.Count(id => !found.ContainsKey(id));
        return (lost, found.Count(row => !orders.TryGetValue(row.Key, out var order) || order != row.Value));
    }

    private static async Task<Dictionary<long, Order>> RowsAsync(TestDatabase database, string columns)
    {
        await using var connection = await database.OpenAsync("ledger/1");
        await using var command = new NpgsqlCommand($"SELECT id, {columns} FROM orders", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new Dictionary<long, Order>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetInt64(0), new Order(reader.GetString(1), Convert.ToInt64(reader.GetValue(2), null)));
        return rows;
    }
}
