using Npgsql;
using SafeMigrate.Runner;
using Xunit.Abstractions;

namespace SafeMigrate.DatabaseTests.Faults;

public class TerminationTests(ITestOutputHelper output)
{
    public static TheoryData<int> Seeds => FaultBench.Seeds;

    [DatabaseTheory, MemberData(nameof(Seeds))]
    public async Task Nothing_is_lost_when_the_server_ends_the_sessions_of_the_runner_at_random(int seed)
    {
        await using var database = await TestDatabase.CreateAsync();
        await FaultBench.PrepareAsync(database);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString, FirstPause = TimeSpan.FromMilliseconds(10) });

        await new FaultBench(output).RunAsync("sessions terminated", database, seed, async command =>
        {
            using var done = new CancellationTokenSource();
            var terminating = TerminateAsync(database, new Random(seed), done.Token);
            await command(runner);
            await done.CancelAsync();
            await terminating;
        });
    }

    private static async Task TerminateAsync(TestDatabase database, Random random, CancellationToken done)
    {
        await using var connection = await database.OpenAsync("administrator/1");
        while (!done.IsCancellationRequested)
        {
            var sql = $"""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name LIKE 'safemigrate/%' AND application_name <> 'safemigrate/tests' AND random() < 0.7;
                SELECT pg_sleep({random.Next(20, 300)} / 1000.0)
                """;
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
