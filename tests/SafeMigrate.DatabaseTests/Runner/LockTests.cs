using System.Diagnostics;
using Npgsql;
using SafeMigrate.DatabaseTests.Faults;
using SafeMigrate.Planning;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class LockTests
{
    private static readonly Plan AddColumn = new([Raw.Operation("add b")])
    {
        Expand = [Raw.Step("ALTER TABLE t ADD b int")],
        Rollback = [Raw.Step("ALTER TABLE t DROP IF EXISTS b")],
    };

    [DatabaseFact]
    public async Task Lets_the_application_through_while_a_reader_holds_the_table()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
        var recorder = new Recorder();
        var runner = Runner(database, recorder);
        await using var reader = await database.OpenAsync("report/1.0");
        await using var transaction = await reader.BeginTransactionAsync();
        await using (var read = new NpgsqlCommand("SELECT * FROM t", reader))
            await read.ExecuteNonQueryAsync();

        var waits = recorder.NextAsync(item => item is { Kind: RunnerEventKind.Attempt, State: "attempt 3" });
        var expand = runner.ExpandAsync([Raw.Migration("1", "add b")]);
        var longest = await LongestStallAsync(database, until: waits);
        Assert.Contains("report/1.0", (await waits).Message);
        await transaction.RollbackAsync();
        await expand;

        Assert.True(longest < TimeSpan.FromSeconds(1), $"The application waited {longest}.");
        Assert.Contains(recorder.Events, item => item is { Kind: RunnerEventKind.Step, State: "done", LockWaitMs: > 0 });
    }

    [DatabaseFact]
    public async Task Gives_up_at_the_deadline_and_says_who_blocked()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        await using var reader = await database.OpenAsync("report/1.0");
        await using var transaction = await reader.BeginTransactionAsync();
        await using (var read = new NpgsqlCommand("SELECT * FROM t", reader))
            await read.ExecuteNonQueryAsync();
        var runner = Runner(database, new Recorder(), deadline: TimeSpan.Zero);

        var stopped = await Assert.ThrowsAsync<MigrationStoppedException>(() => runner.ExpandAsync([Raw.Migration("1", "add b")]));

        Assert.Equal((ExitCode.Stopped, "55P03", "ALTER TABLE t ADD b int"), (stopped.ExitCode, stopped.SqlState, stopped.Sql));
        Assert.Contains("report/1.0", stopped.Message);
        Assert.Contains("safemigrate expand", stopped.Message);
    }

    [DatabaseFact]
    public async Task Are_not_held_longer_because_the_runner_is_far_away()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
        await using var network = new Network(new NpgsqlConnectionStringBuilder(database.ConnectionString).Port) { Pass = FarAsync };
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = network.Through(database.ConnectionString),
            Planner = (_, _, _, _) => [new Plan([Raw.Operation("add")])
            {
                Expand = [Raw.Step([.. Enumerable.Range(1, 20).Select(number => $"ALTER TABLE t ADD b{number} int")])],
            }],
        });

        var longest = await LongestStallAsync(database, until: runner.ExpandAsync([Raw.Migration("1", "add")]));

        Assert.Equal(21, await database.ScalarAsync<long>("SELECT count(*) FROM information_schema.columns WHERE table_name = 't'"));
        Assert.True(longest < TimeSpan.FromSeconds(1), $"The application waited {longest} for a runner that is 80 ms away.");
    }

    private static async Task<bool> FarAsync(ReadOnlyMemory<byte> packet)
    {
        await Task.Delay(40);
        return true;
    }

    private static MigrationRunner Runner(TestDatabase database, Recorder recorder, TimeSpan? deadline = null) => new(new RunnerOptions
    {
        ConnectionString = database.ConnectionString,
        CommandLine = "safemigrate expand",
        Planner = (_, _, _, _) => [AddColumn],
        OnEvent = recorder.Add,
        FirstPause = TimeSpan.FromMilliseconds(10),
        LongestPause = TimeSpan.FromMilliseconds(100),
        Deadline = deadline ?? TimeSpan.FromMinutes(1),
    });

    // An application that goes on reading as fast as it can.
    private static async Task<TimeSpan> LongestStallAsync(TestDatabase database, Task until)
    {
        await using var application = await database.OpenAsync("shop/1.0");
        var longest = TimeSpan.Zero;
        while (!until.IsCompleted)
        {
            var begun = Stopwatch.GetTimestamp();
            await using (var read = new NpgsqlCommand("SELECT * FROM t", application))
                await read.ExecuteNonQueryAsync();
            var elapsed = Stopwatch.GetElapsedTime(begun);
            longest = elapsed > longest ? elapsed : longest;
        }

        return longest;
    }
}
