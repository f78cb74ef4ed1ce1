using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Processes;

public class TwoRunnersTests
{
    [DatabaseFact]
    public async Task Second_one_says_who_is_at_work_and_ends()
    {
        var example = new Example("rename-column");
        await using var database = await example.CreateDatabaseAsync();
        var paused = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        var first = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            CommandLine = "safemigrate expand",
            Checkpoint = _ =>
            {
                reached.TrySetResult();
                return paused.Task;
            },
        });
        var working = first.ExpandAsync(example.Migrations("sql"));
        await reached.Task;

        using var second = Cli.Start(database, ["expand", .. example.Files("sql")]);
        var message = await second.EndAsync();
        paused.SetResult();
        await working;

        Assert.Equal(1, second.ExitCode);
        Assert.Contains($"safemigrate expand on {Environment.MachineName}, process {Environment.ProcessId}", message);
    }

    [DatabaseFact]
    public async Task One_that_was_stopped_and_overtaken_does_nothing_when_it_wakes_up()
    {
        var example = new Example("rename-column");
        await using var database = await example.CreateDatabaseAsync();
        var before = await Dump.OfAsync(database);
        await database.ExecuteAsync("INSERT INTO orders SELECT n, 1, 'new', 1, 'x' FROM generate_series(10001, 210000) n");
        using var first = Cli.Start(database, ["expand", .. example.Files("sql")]);
        while ((await first.NextAsync())!.Value.GetProperty("event").GetString() != "batch")
            continue;
        await first.SignalAsync("STOP");

        // As if 30 seconds had gone by: the lease is over, and another runner takes it and goes back.
        await database.ExecuteAsync("UPDATE safemigrate.lease SET until = clock_timestamp() - interval '1 second'");
        await new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString }).RollbackAsync();
        await first.SignalAsync("CONT");
        var message = await first.EndAsync();

        Assert.Equal(1, first.ExitCode);
        Assert.Contains("took the lease over", message);
        Assert.Equal(before, await Dump.OfAsync(database));
    }
}
