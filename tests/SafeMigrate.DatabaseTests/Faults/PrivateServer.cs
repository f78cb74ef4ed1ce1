using SafeMigrate.Runner.Servers;

namespace SafeMigrate.DatabaseTests.Faults;

/// <summary>A server that a test may break.</summary>
internal static class PrivateServer
{
    /// <summary>Why there is none here; null where there can be.</summary>
    public static string? Missing => TestServer.Missing(null)
        ?? (Environment.GetEnvironmentVariable(ThrowawayServer.Variable) is { Length: > 0 } ? $"The server of {ThrowawayServer.Variable} is not ours to break." : null);

    /// <summary>Starts one that keeps what it has confirmed, as a server of an application does.</summary>
    public static async Task<ThrowawayServer> StartAsync()
    {
        var server = await ThrowawayServer.StartAsync((await TestServer.GetAsync()).Version);
        await using var database = await TestDatabase.CreateAsync(server: server);
        await database.ExecuteAsync("ALTER SYSTEM SET synchronous_commit = on");
        await database.ExecuteAsync("SELECT pg_reload_conf()");
        return server;
    }
}

/// <summary>A test that breaks a server of its own.</summary>
internal sealed class PrivateServerTheoryAttribute : TheoryAttribute
{
    public PrivateServerTheoryAttribute() => Skip = PrivateServer.Missing;
}

/// <summary>As <see cref="PrivateServerTheoryAttribute"/>, once.</summary>
internal sealed class PrivateServerFactAttribute : FactAttribute
{
    public PrivateServerFactAttribute() => Skip = PrivateServer.Missing;
}
