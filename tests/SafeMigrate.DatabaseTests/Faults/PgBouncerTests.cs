using System.Net;
using System.Net.Sockets;
using Npgsql;
using SafeMigrate.Planning;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Servers;

namespace SafeMigrate.DatabaseTests.Faults;

/// <summary>Skipped where the program is missing; CI installs it.</summary>
internal sealed class PgBouncerTheoryAttribute : TheoryAttribute
{
    public const string Program = "/usr/sbin/pgbouncer";

    public PgBouncerTheoryAttribute() => Skip = TestServer.Missing(null)
        ?? (File.Exists(Program) || Environment.GetEnvironmentVariable("CI") == "true" ? null : $"There is no {Program}: apt-get install pgbouncer");
}

public class PgBouncerTests
{
    [PgBouncerTheory]
    [InlineData("transaction")]
    [InlineData("session")]
    public async Task In_the_way_is_refused_before_anything_is_changed(string mode)
    {
        await using var database = await TestDatabase.CreateAsync();
        var folder = Directory.CreateTempSubdirectory("safemigrate-pgbouncer-").FullName;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await File.WriteAllTextAsync(Path.Combine(folder, "users"), $"\"{server.Username}\" \"{server.Password}\"");
        await File.WriteAllTextAsync(Path.Combine(folder, "ini"), $"""
            [databases]
            * = host=127.0.0.1 port={server.Port} user={server.Username} password={server.Password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {folder}/users
            pool_mode = {mode}
            pidfile = {folder}/pid
            logfile = {folder}/log
            ignore_startup_parameters = extra_float_digits
            """);
        var account = new Unprivileged();
        await account.OwnAsync(folder, CancellationToken.None);
        await account.RunAsync(PgBouncerTheoryAttribute.Program, ["-q", "-d", Path.Combine(folder, "ini")], CancellationToken.None);
        try
        {
            await ListeningAsync(port);
            var pooled = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = port, SslMode = SslMode.Disable, GssEncryptionMode = GssEncryptionMode.Disable }.ConnectionString;
            var runner = new MigrationRunner(new RunnerOptions
            {
                ConnectionString = pooled,
                Planner = (_, _, _, _) => [new Plan([Raw.Operation("create")]) { Expand = [Raw.Step("CREATE TABLE t (a int)")] }],
            });

            var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.ExpandAsync([Raw.Migration("1", "create")]));

            Assert.Equal(ExitCode.Usage, refusal.ExitCode);
            Assert.True(refusal.Message.Contains("goes through a pooler such as PgBouncer", StringComparison.Ordinal), refusal.Message);
            Assert.True(await database.ScalarAsync<bool>("SELECT to_regnamespace('safemigrate') IS NULL"));
        }
        finally
        {
            await Command.RunAsync("kill", ["-QUIT", (await File.ReadAllTextAsync(Path.Combine(folder, "pid"))).Trim()], CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    // It answers a little later than it goes into the background.
    private static async Task ListeningAsync(int port)
    {
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (attempts < 500)
            {
                await Task.Delay(20);
            }
        }
    }
}
