using Npgsql;
using SafeMigrate.Runner.Servers;

namespace SafeMigrate.DatabaseTests;

/// <summary>A database of its own for one test.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private static int count;

    private TestDatabase(ThrowawayServer server, string name, string connectionString) =>
        (Server, Name, ConnectionString) = (server, name, connectionString);

    public ThrowawayServer Server { get; }

    public string Name { get; }

    /// <summary>As the server knows it.</summary>
    public string ActualName => new NpgsqlConnectionStringBuilder(ConnectionString).Database!;

    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync(string sql = "", int? version = null, ThrowawayServer? server = null)
    {
        server ??= await TestServer.GetAsync(version);
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref count)}";
        var database = new TestDatabase(server, name, await server.CreateDatabaseAsync(name));
        if (sql != "")
            await database.ExecuteAsync(sql);
        return database;
    }

    /// <summary>The same database by another way, such as a proxy.</summary>
    public TestDatabase By(string connectionString) => new(Server, Name, connectionString);

    /// <summary>A connection of its own, not from the pool; its name is that of an application.</summary>
    public async Task<NpgsqlConnection> OpenAsync(string application = "")
    {
        var builder = new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false, ApplicationName = application };
        var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    // A connection that was closed is still there for a moment: it must not look like an application's.
    internal const string Tests = "safemigrate/tests";

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync(Tests);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await OpenAsync(Tests);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Server.DropDatabaseAsync(Name);
    }
}
