using System.Net;
using System.Net.Sockets;
using Npgsql;
using SafeMigrate.Runner.Servers;

namespace SafeMigrate.DatabaseTests.Faults;

/// <summary>A streaming standby of a private server, on the same machine. The primary confirms what the standby has, so a failover loses nothing.</summary>
internal sealed class Standby : IAsyncDisposable
{
    private readonly ThrowawayServer primary;
    private readonly Unprivileged account = new();

    private Standby(ThrowawayServer primary, int port) => (this.primary, Port) = (primary, port);

    public int Port { get; }

    private string Folder => Path.Combine(primary.Folder!, "standby");

    public static async Task<Standby> StartAsync(ThrowawayServer primary)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var standby = new Standby(primary, ((IPEndPoint)listener.LocalEndpoint).Port);
        listener.Stop();
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(primary.ConnectionString("postgres")) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await standby.CopyAsync(connection);
        await standby.ControlAsync("start");

        // From here on a COMMIT is answered when the standby has it.
        await using var synchronous = new NpgsqlBatch(connection)
        {
            BatchCommands = { new("ALTER SYSTEM SET synchronous_standby_names = '*'"), new("SELECT pg_reload_conf()") },
        };
        foreach (var command in synchronous.BatchCommands)
            await new NpgsqlCommand(command.CommandText, connection).ExecuteNonQueryAsync();
        while (await new NpgsqlCommand("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'", connection).ExecuteScalarAsync() is not 1L)
            await Task.Yield();
        return standby;
    }

    /// <summary>The primary crashes and stays away; the standby takes its place.</summary>
    public async Task TakeOverAsync()
    {
        await account.RunAsync(primary.Programs!.Program("pg_ctl"), ["--silent", "-w", "-m", "immediate", "--pgdata", Path.Combine(primary.Folder!, "data"), "stop"], CancellationToken.None);
        await ControlAsync("promote");
    }

    public async ValueTask DisposeAsync() => await ControlAsync("stop", "-m", "immediate");

    private async Task CopyAsync(NpgsqlConnection connection)
    {
        var (start, stop) = primary.Version >= 15 ? ("pg_backup_start('copy', true)", "pg_backup_stop(false)") : ("pg_start_backup('copy', true, false)", "pg_stop_backup(false, false)");
        await new NpgsqlCommand("SELECT " + start, connection).ExecuteNonQueryAsync();
        await Command.RequireAsync("cp", ["-a", Path.Combine(primary.Folder!, "data"), Folder], CancellationToken.None);
        var label = (string)(await new NpgsqlCommand($"SELECT labelfile FROM {stop}", connection).ExecuteScalarAsync())!;
        File.Delete(Path.Combine(Folder, "postmaster.pid"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "backup_label"), label);
        await File.WriteAllTextAsync(Path.Combine(Folder, "standby.signal"), "");
        await File.AppendAllTextAsync(Path.Combine(Folder, "postgresql.auto.conf"), $"""

            port = {Port}
            primary_conninfo = '{primary.Address("postgres").Replace(" dbname=postgres", "")}'
            synchronous_standby_names = ''
            """);
        await account.OwnAsync(Folder, CancellationToken.None);
    }

    private Task ControlAsync(params string[] arguments) => account.RunAsync(
        primary.Programs!.Program("pg_ctl"),
        ["--silent", "-w", "--pgdata", Folder, "--log", Path.Combine(primary.Folder!, "standby.log"), .. arguments],
        CancellationToken.None);
}
