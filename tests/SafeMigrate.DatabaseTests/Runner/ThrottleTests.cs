using Npgsql;
using SafeMigrate.Planning;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class ThrottleTests
{
    private const string Table = "CREATE TABLE t (a int, b int); INSERT INTO t SELECT generate_series(1, 20000); CREATE TABLE flag AS SELECT true AS is_up";
    private const string Left = "SELECT count(*) FROM t WHERE b IS NULL";

    [DatabaseFact]
    public async Task Pause_holds_a_backfill_and_resume_lets_it_go_on()
    {
        await using var database = await TestDatabase.CreateAsync(Table);
        var recorder = new Recorder();
        var (paused, released) = (recorder.NextAsync(item => item.State == "paused"), recorder.NextAsync(item => item is { Kind: RunnerEventKind.Batch, State: null }));
        await Runner(database).SetThrottleAsync(new Dictionary<string, string> { ["paused"] = "true" });

        var expand = Runner(database, recorder).ExpandAsync([Raw.Migration("1", "fill b")]);
        await paused;
        Assert.Equal(20000, await database.ScalarAsync<long>(Left));
        await Runner(database).SetThrottleAsync(new Dictionary<string, string> { ["paused"] = "false" });
        await released;
        await expand;

        Assert.Equal(0, await database.ScalarAsync<long>(Left));
    }

    [DatabaseFact]
    public async Task Condition_that_is_true_holds_a_backfill_until_it_is_false()
    {
        await using var database = await TestDatabase.CreateAsync(Table);
        var recorder = new Recorder();
        var braking = recorder.NextAsync(item => item.State == "braking");

        var expand = Runner(database, recorder, new BackfillSettings().With("condition", "SELECT is_up FROM flag")).ExpandAsync([Raw.Migration("1", "fill b")]);
        Assert.Equal("Waits for condition: SELECT is_up FROM flag", (await braking).Message);
        Assert.Equal(20000, await database.ScalarAsync<long>(Left));
        await database.ExecuteAsync("UPDATE flag SET is_up = false");
        await expand;

        Assert.Equal(0, await database.ScalarAsync<long>(Left));
    }

    [DatabaseFact]
    public async Task Running_backfill_takes_up_what_is_changed()
    {
        await using var database = await TestDatabase.CreateAsync(Table);
        var recorder = new Recorder();
        var first = recorder.NextAsync(item => item is { Kind: RunnerEventKind.Batch, State: null });
        var settings = new BackfillSettings { MaxRows = 100, Delay = TimeSpan.FromHours(1) };
        var delays = new List<TimeSpan>();

        var expand = new MigrationRunner(Options(database, recorder, settings) with
        {
            Delay = async (time, cancellation) =>
            {
                if (time == settings.Delay)
                    await Runner(database).SetThrottleAsync(new Dictionary<string, string> { ["delay"] = "0ms" }, cancellation: cancellation);
                delays.Add(time);
            },
        }).ExpandAsync([Raw.Migration("1", "fill b")]);
        await first;
        await expand;

        Assert.InRange(delays.Count(delay => delay == settings.Delay), 1, 3);
    }

    [DatabaseFact]
    public async Task Brakes_are_on_above_their_limits()
    {
        await using var database = await TestDatabase.CreateAsync(Table);
        await using var reader = await database.OpenAsync("report/1");
        await using var transaction = await reader.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using (var read = new NpgsqlCommand("SELECT count(*) FROM t", reader))
            await read.ExecuteNonQueryAsync();
        await database.ExecuteAsync("UPDATE flag SET is_up = true");
        var limits = new Dictionary<string, string> { ["oldest-xmin"] = "0", ["replica-lag"] = "off" };

        await Runner(database).SetThrottleAsync(limits);
        var status = await Runner(database).ThrottleAsync();

        Assert.Equal(BackfillSettings.Brakes.Where(name => name != "condition"), status.Brakes.Select(brake => brake.Name));
        var xmin = status.Brakes.Single(brake => brake.Name == "oldest-xmin");
        Assert.True(xmin.IsOn, xmin.Value);
        Assert.Equal("off", status.Brakes.Single(brake => brake.Name == "replica-lag").Limit);
    }

    [DatabaseTheory]
    [InlineData("workers", "0", "workers = \"0\" is not a number from 1 to 64.")]
    [InlineData("wal-rate", "fast", "wal-rate = \"fast\" is not a size such as 64MB, or off.")]
    [InlineData("speed", "9", "There is no setting \"speed\"")]
    [InlineData("condition", "SELECT 1", "The condition is no query")]
    [InlineData("condition", "DROP TABLE t", "The condition is no query")]
    public async Task Settings_that_are_none_change_nothing(string name, string value, string message)
    {
        await using var database = await TestDatabase.CreateAsync(Table);

        var refused = await Assert.ThrowsAsync<RunnerException>(() => Runner(database).SetThrottleAsync(new Dictionary<string, string> { [name] = value }));

        Assert.Contains(message, refused.Message);
        Assert.True(await database.ScalarAsync<bool>("SELECT to_regnamespace('safemigrate') IS NULL"));
    }

    private static MigrationRunner Runner(TestDatabase database, Recorder? recorder = null, BackfillSettings? settings = null) =>
        new(Options(database, recorder, settings));

    private static RunnerOptions Options(TestDatabase database, Recorder? recorder, BackfillSettings? settings) => new()
    {
        ConnectionString = database.ConnectionString,
        Backfill = settings ?? new BackfillSettings(),
        FirstPause = TimeSpan.FromMilliseconds(10),
        OnEvent = recorder is null ? null : recorder.Add,
        Planner = (_, _, _, _) => [new Plan([Raw.Operation("fill b")])
        {
            Backfill = [new Step("fill", [new BackfillColumn("t", "b", new Expression("a"), new Expression("b IS NULL AND a IS NOT NULL"))])],
        }],
    };
}
