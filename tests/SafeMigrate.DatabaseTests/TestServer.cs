using System.Collections.Concurrent;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Servers;

namespace SafeMigrate.DatabaseTests;

/// <summary>One server for each version and test run; its watchdog removes it when the run ends.</summary>
internal static class TestServer
{
    /// <summary>Names the major version that tests run on where they do not say one: 14 to 18.</summary>
    public const string VersionVariable = "SAFEMIGRATE_TEST_VERSION";

    private static readonly ConcurrentDictionary<int, Lazy<Task<ThrowawayServer>>> Servers = new();

    public static Task<ThrowawayServer> GetAsync(int? version = null) =>
        Servers.GetOrAdd(version ?? 0, _ => new(() => Task.Run(() => ThrowawayServer.StartAsync(version ?? Default)))).Value;

    private static int? Default => int.TryParse(Environment.GetEnvironmentVariable(VersionVariable), out var version) ? version : null;

    /// <summary>Why tests cannot run here; null where they can, or where CI must not pass without them.</summary>
    public static string? Missing(int? version)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true")
            return null;
        try
        {
            GetAsync(version).GetAwaiter().GetResult();
            return null;
        }
        catch (RunnerException exception)
        {
            return exception.Message;
        }
    }
}

/// <summary>A test that needs a server: skipped, with the reason, where there is none.</summary>
internal sealed class DatabaseFactAttribute : FactAttribute
{
    public DatabaseFactAttribute() => Skip = TestServer.Missing(null);
}

/// <summary>As <see cref="DatabaseFactAttribute"/>, once for each row of data.</summary>
internal sealed class DatabaseTheoryAttribute : TheoryAttribute
{
    public DatabaseTheoryAttribute() => Skip = TestServer.Missing(null);
}
