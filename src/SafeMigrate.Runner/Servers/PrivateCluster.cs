using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace SafeMigrate.Runner.Servers;

/// <summary>A database cluster in a temporary folder, on a free port of the loopback address.</summary>
internal sealed class PrivateCluster : IAsyncDisposable
{
    private readonly Unprivileged account = new();
    private readonly ServerPrograms programs;
    private readonly string folder;
    private readonly Watchdog watchdog;
    private readonly string password = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
    private int port;
    private bool kept;

    private PrivateCluster(ServerPrograms programs)
    {
        this.programs = programs;
        folder = Directory.CreateTempSubdirectory("safemigrate-pg-").FullName;
        watchdog = Watchdog.Start(folder, StopAsync);
    }

    /// <summary>Its superuser's connection to the database <c>postgres</c>.</summary>
    public NpgsqlConnectionStringBuilder Connection => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "postgres",
        Password = password,
        Database = "postgres",
    };

    /// <summary>The folder that holds everything of it.</summary>
    public string Folder => folder;

    /// <summary>Creates and starts a cluster. A start that fails leaves nothing behind.</summary>
    public static async Task<PrivateCluster> StartAsync(ServerPrograms programs, CancellationToken cancellation)
    {
        var cluster = new PrivateCluster(programs);
        try
        {
            await cluster.InitialiseAsync(cancellation);
            await cluster.StartServerAsync(attempts: 3, cancellation);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the cluster outlive this process.</summary>
    public Task KeepAsync()
    {
        kept = true;
        return watchdog.KeepAsync();
    }

    /// <summary>Stops the server and starts it again with the same data.</summary>
    public async Task RestartAsync(bool crash, CancellationToken cancellation)
    {
        await ControlAsync(["stop", "-m", crash ? "immediate" : "fast"], cancellation);
        await ControlAsync(["start"], cancellation);
    }

    /// <summary>Stops the server and removes the folder, unless it is kept.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!kept)
            await watchdog.DisposeAsync();
    }

    private string Data => Path.Combine(folder, "data");

    private async Task InitialiseAsync(CancellationToken cancellation)
    {
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, password, cancellation);
        await account.OwnAsync(folder, cancellation);
        string[] identity = ["--username", "postgres", "--auth", "scram-sha-256", "--pwfile", passwordFile];
        string[] rest = ["--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions", "--pgdata", Data];
        await account.RunAsync(programs.Program("initdb"), [.. identity, .. rest], cancellation);
        File.Delete(passwordFile);
    }

    // The port was free a moment ago; somebody else may have taken it since.
    private async Task StartServerAsync(int attempts, CancellationToken cancellation)
    {
        port = FreePort();
        await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), Settings(), cancellation);
        try
        {
            await ControlAsync(["start"], cancellation);
        }
        catch (RunnerException) when (attempts > 1)
        {
            await StartServerAsync(attempts - 1, cancellation);
        }
    }

    private Task ControlAsync(string[] arguments, CancellationToken cancellation)
    {
        string[] common = ["--silent", "-w", "--timeout", "60", "--pgdata", Data, "--log", Path.Combine(folder, "server.log")];
        return account.RunAsync(programs.Program("pg_ctl"), [.. common, .. arguments], cancellation);
    }

    private async Task StopAsync()
    {
        await ControlAsync(["stop", "-m", "immediate"], CancellationToken.None);
        Directory.Delete(folder, recursive: true);
    }

    // Nothing here needs to survive a power failure.
    private string Settings() => $"""

        listen_addresses = '127.0.0.1'
        port = {port}
        unix_socket_directories = ''
        fsync = off
        synchronous_commit = off
        full_page_writes = off
        max_connections = 200
        max_prepared_transactions = 10
        max_wal_size = '2GB'
        """;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
