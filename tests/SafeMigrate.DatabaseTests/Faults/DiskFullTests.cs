using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Servers;
using Xunit.Abstractions;

namespace SafeMigrate.DatabaseTests.Faults;

/// <summary>A database in a tablespace on a file system of a few megabytes, which only root can mount.</summary>
public class DiskFullTests(ITestOutputHelper output)
{
    [PrivateServerFact]
    public async Task Says_so_and_goes_on_when_there_is_room()
    {
        await using var server = await PrivateServer.StartAsync();
        var disk = Path.Combine(server.Folder!, "disk");
        Directory.CreateDirectory(disk);
        if (!Environment.IsPrivilegedProcess || await Command.RunAsync("mount", ["-t", "tmpfs", "-o", "size=48m", "tmpfs", disk], CancellationToken.None) is not { ExitCode: 0 })
        {
            output.WriteLine("Not tried: no file system can be mounted here.");
            return;
        }

        try
        {
            await new Unprivileged().OwnAsync(disk, CancellationToken.None);
            await using var database = await TestDatabase.CreateAsync(server: server);
            await database.ExecuteAsync($"CREATE TABLESPACE small LOCATION '{disk}'");
            await database.ExecuteAsync("CREATE TABLE t (a int, filler text) TABLESPACE small; INSERT INTO t SELECT n, repeat('x', 100) FROM generate_series(1, 150000) n");
            var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString, CommandLine = "safemigrate expand" });
            var ballast = Path.Combine(disk, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[25 << 20]);
            Migration[] migrations = [RoundTrip.Migration("ALTER TABLE t ALTER a TYPE bigint; CREATE INDEX t_filler ON t (filler)")];

            var stopped = await Assert.ThrowsAsync<MigrationStoppedException>(() => runner.ExpandAsync(migrations));
            output.WriteLine(stopped.Message);
            Assert.Equal(("53100", ExitCode.Stopped), (stopped.SqlState, stopped.ExitCode));
            Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM pg_index WHERE NOT indisvalid"));

            File.Delete(ballast);
            await Command.RequireAsync("mount", ["-o", "remount,size=256m", disk], CancellationToken.None);
            await runner.ExpandAsync(migrations);
            await runner.ContractAsync();
            Assert.Equal(150_000L * 150_001 / 2, await database.ScalarAsync<long>("SELECT sum(a)::bigint FROM t"));
        }
        finally
        {
            await Command.RunAsync("umount", ["-l", disk], CancellationToken.None);
        }
    }
}
