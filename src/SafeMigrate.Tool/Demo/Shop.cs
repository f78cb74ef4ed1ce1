using Npgsql;
using SafeMigrate.Postgres;
using SafeMigrate.Runner.Servers;

namespace SafeMigrate.Tool.Demo;

/// <summary>The demo's database with several instances of its application, which can be rolled over to the new version one by one.</summary>
internal sealed class Shop : IAsyncDisposable
{
    /// <summary>How many instances the application has.</summary>
    public const int Instances = 4;

    /// <summary>The orders that are there before it starts.</summary>
    public const int ExistingOrders = 250_000;

    private readonly Ledger ledger = new(ExistingOrders);
    private readonly List<ShopInstance> instances = [];

    private Shop(string connectionString) => ConnectionString = connectionString;

    /// <summary>How to connect to the database.</summary>
    public string ConnectionString { get; }

    /// <summary>What the application met so far.</summary>
    public Measurements Measurements { get; } = new();

    /// <summary>Orders that the application wrote or read, and knows what they must be.</summary>
    public int KnownOrders => ledger.Count;

    /// <summary>Creates the database with its rows and starts all instances in the old version.</summary>
    public static async Task<Shop> OpenAsync(ThrowawayServer server, string name, CancellationToken cancellation)
    {
        var shop = new Shop(await server.CreateDatabaseAsync(name, cancellation: cancellation));
        var statements = PostgresReader.Read(new SourceText("shop.sql", Resource("shop.sql")));
        await shop.ExecuteAsync(statements.Select(statement => statement.Location.Source.Slice(statement.Location.Span)), cancellation);
        shop.Measurements.Begin("before");
        for (var number = 1; number <= Instances; number++)
            shop.instances.Add(shop.Start(ShopVersion.Old, number));
        return shop;
    }

    /// <summary>Replaces one instance after the other by the new version, as a rolling update does.</summary>
    public async Task RollOverAsync(TimeSpan pause, CancellationToken cancellation)
    {
        for (var i = 0; i < instances.Count; i++)
        {
            var old = instances[i];
            instances[i] = Start(ShopVersion.New, Instances + i + 1);
            await old.DisposeAsync();
            await Task.Delay(pause, cancellation);
        }
    }

    /// <summary>Stops the application, and compares each order it knows with what the new version reads; gives how many differ.</summary>
    public async Task<int> CloseAsync(CancellationToken cancellation)
    {
        foreach (var instance in instances)
            await instance.DisposeAsync();
        instances.Clear();

        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var command = database.CreateCommand("SELECT id, state, quantity::bigint FROM orders WHERE id = ANY ($1)");
        command.Parameters.Add(new NpgsqlParameter { Value = ledger.All.Select(entry => entry.Id).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<long, (string, long)>();
        while (await reader.ReadAsync(cancellation))
            found[reader.GetInt64(0)] = (reader.GetString(1), reader.GetInt64(2));
        return ledger.All.Count(entry => !found.TryGetValue(entry.Id, out var row) || row != (entry.State, entry.Quantity));
    }

    /// <summary>Runs statements in one transaction.</summary>
    public Task ExecuteInTransactionAsync(IEnumerable<string> statements, CancellationToken cancellation) =>
        ExecuteAsync(["BEGIN", .. statements, "COMMIT"], cancellation);

    private async Task ExecuteAsync(IEnumerable<string> statements, CancellationToken cancellation)
    {
        // Closed at the end, not pooled: contract would meet a session that names no version.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellation);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 300 };
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    /// <summary>A file that is built into the program.</summary>
    public static string Resource(string name)
    {
        using var stream = typeof(Shop).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not built into the program");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in instances)
            await instance.DisposeAsync();
        instances.Clear();
    }

    private ShopInstance Start(ShopVersion version, int number) => new(ConnectionString, version, number, ledger, Measurements);
}
