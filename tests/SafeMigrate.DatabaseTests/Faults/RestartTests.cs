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

        // What the server does not answer because it is away is said again, and is not counted; what it answers it answers soon.
        await new FaultBench(output).RunAsync("server crashed", database, seed, async command =>
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
