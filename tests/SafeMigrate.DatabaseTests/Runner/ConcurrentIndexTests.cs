using SafeMigrate.Planning;
using SafeMigrate.Runner;
using Index = SafeMigrate.Operations.Index;

namespace SafeMigrate.DatabaseTests.Runner;

public class ConcurrentIndexTests
{
    private const string IsValid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass";

    [DatabaseFact]
    public async Task Builds_the_leftover_of_a_killed_build_anew()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 1000)");
        var crash = new Crash(point => point.StartsWith("intent", StringComparison.Ordinal));
        await crash.IsMetAsync(() => Runner(database, crash: crash).ExpandAsync([Raw.Migration("1", "index")]));
        await database.ExecuteAsync("CREATE INDEX i ON t (a); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass");

        await Runner(database).ExpandAsync([Raw.Migration("1", "index")]);

        Assert.True(await database.ScalarAsync<bool>(IsValid));
    }

    [DatabaseFact]
    public async Task Does_not_touch_the_invalid_index_of_somebody_else()
    {
        await using var database = await TestDatabase.CreateAsync("""
            CREATE TABLE t (a int); CREATE INDEX i ON t (a); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass
            """);

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => Runner(database).ExpandAsync([Raw.Migration("1", "index")]));

        Assert.Contains("DROP INDEX CONCURRENTLY i", refusal.Message);
        Assert.False(await database.ScalarAsync<bool>(IsValid));
    }

    [DatabaseFact]
    public async Task Leaves_nothing_behind_when_values_are_there_twice_and_names_them()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (7), (7), (8), (9), (9), (9), (NULL), (NULL)");

        var stopped = await Assert.ThrowsAsync<MigrationStoppedException>(() => Runner(database, unique: true).ExpandAsync([Raw.Migration("1", "index")]));

        Assert.Contains("2 keys are there more than once: (a)=(9) in 3 rows, (a)=(7) in 2 rows.", stopped.Message);
        Assert.True(await database.ScalarAsync<bool>("SELECT to_regclass('i') IS NULL"));
        await database.ExecuteAsync("DELETE FROM t");
        await Runner(database, unique: true).ExpandAsync([Raw.Migration("1", "index")]);
        Assert.True(await database.ScalarAsync<bool>(IsValid));
    }

    [DatabaseFact]
    public async Task Waits_for_an_old_transaction_and_says_whose_it_is()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        await using var application = await database.OpenAsync("report/1.0");
        await using var transaction = await application.BeginTransactionAsync();
        await using (var insert = new Npgsql.NpgsqlCommand("INSERT INTO t VALUES (1)", application))
            await insert.ExecuteNonQueryAsync();
        var recorder = new Recorder();
        var waits = recorder.NextAsync(item => item is { Kind: RunnerEventKind.Attempt, State: "waiting" });

        var expand = Runner(database, recorder: recorder).ExpandAsync([Raw.Migration("1", "index")]);
        Assert.Contains("report/1.0", (await waits).Message);
        await transaction.CommitAsync();
        await expand;

        Assert.True(await database.ScalarAsync<bool>(IsValid));
    }

    [DatabaseFact]
    public async Task Gives_up_a_build_that_comes_no_further_says_who_is_in_the_way_and_leaves_nothing_behind()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        await using var application = await database.OpenAsync("report/1.0");
        await using var transaction = await application.BeginTransactionAsync();
        await using (var insert = new Npgsql.NpgsqlCommand("INSERT INTO t VALUES (1)", application))
            await insert.ExecuteNonQueryAsync();
        var recorder = new Recorder();
        var stalled = recorder.NextAsync(item => item.State == "stalled");

        var expand = Runner(database, recorder: recorder, deadline: TimeSpan.FromSeconds(1)).ExpandAsync([Raw.Migration("1", "index")]);
        await stalled;
        await transaction.CommitAsync();
        var stopped = await Assert.ThrowsAsync<MigrationStoppedException>(() => expand);

        Assert.Equal("57014", stopped.SqlState);
        Assert.Contains("in the way: pid", stopped.Message);
        Assert.True(await database.ScalarAsync<bool>("SELECT to_regclass('i') IS NULL"));
    }

    private static MigrationRunner Runner(
        TestDatabase database, bool unique = false, Crash? crash = null, Recorder? recorder = null, TimeSpan? deadline = null) => new(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            Deadline = deadline ?? TimeSpan.FromMinutes(30),
            OnEvent = recorder is null ? null : recorder.Add,
            Checkpoint = crash is null ? _ => Task.CompletedTask : crash.CheckAsync,
            Planner = (_, _, _, _) => [new Plan([Raw.Operation("index")])
            {
                Backfill = [new Step("build i", [new CreateIndex(new Index("i", "t", [new IndexColumn("a")]) { Unique = unique }) { Concurrently = true }])],
                Rollback = [new Step("drop i", [new DropIndex("i") { Concurrently = true, IfExists = true }])],
            }],
        });
}
