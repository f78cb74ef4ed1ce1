using Npgsql;
using SafeMigrate.Runner;
using Xunit.Abstractions;

namespace SafeMigrate.DatabaseTests.Faults;

public class FailoverTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => FaultBench.Seeds;

    [PrivateServerTheory, MemberData(nameof(Seeds))]
    public async Task Nothing_is_lost_when_a_standby_takes_over_in_the_middle_of_a_command(int seed)
    {
        await using var server = await PrivateServer.StartAsync();
        var database = await TestDatabase.CreateAsync(server: server); // Its server will not be there to drop it.
        await FaultBench.PrepareAsync(database);
        await using var standby = await Standby.StartAsync(server);
        await using var network = new Network(new NpgsqlConnectionStringBuilder(database.ConnectionString).Port);
        var at = 5 + (new Random(seed).Next(30) * 3);
        var failover = Task.CompletedTask;
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = network.Through(database.ConnectionString),
            FirstPause = TimeSpan.FromMilliseconds(10),
            Checkpoint = _ =>
            {
                if (--at == 0)
                    failover = Task.Run(() => FailOverAsync(standby, network));
                return Task.CompletedTask;
            },
        });

        await new FaultBench(output) { LongestStall = 5000 }.RunAsync("failover", database.By(network.Through(database.ConnectionString)), seed, command => command(runner));
        await failover;
        Assert.Equal(standby.Port, network.Port);
    }

    private static async Task FailOverAsync(Standby standby, Network network)
    {
        await standby.TakeOverAsync();
        network.Port = standby.Port;
        network.Cut();
    }
}
