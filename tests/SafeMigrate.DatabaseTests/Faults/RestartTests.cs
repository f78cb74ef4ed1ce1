using SafeMigrate.Runner;
using Xunit.Abstractions;

namespace SafeMigrate.DatabaseTests.Faults;

public class RestartTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => FaultBench.Seeds;

    [PrivateServerTheory, MemberData(nameof(Seeds))]
    public async Task Nothing_is_lost_when_the_server_crashes_and_starts_again_in_the_middle_of_each_command(int seed)
    {
        await using var server = await PrivateServer.StartAsync();
        await using var database = await TestDatabase.CreateAsync(server: server);
        await FaultBench.PrepareAsync(database);
        var random = new Random(seed);

        // A command stops where it waits for a server that is restarting; what it waited for is not a stall of its making.
        await new FaultBench(output) { LongestStall = 5000 }.RunAsync("server crashed", database, seed, async command =>
        {
            var crash = Task.CompletedTask;
            var at = random.Next(1, 8);
            var runner = new MigrationRunner(new RunnerOptions
            {
                ConnectionString = database.ConnectionString,
                FirstPause = TimeSpan.FromMilliseconds(10),
                Checkpoint = _ =>
                {
                    if (--at == 0)
                        crash = Task.Run(() => server.RestartAsync(crash: true));
                    return Task.CompletedTask;
                },
            });
            await command(runner);
            await crash;
        });
    }
}
