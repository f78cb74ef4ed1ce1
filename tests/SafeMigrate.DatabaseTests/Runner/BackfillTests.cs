using Npgsql;
using SafeMigrate.Planning;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Backfill;

namespace SafeMigrate.DatabaseTests.Runner;

public class BackfillTests
{
    private const string Filled = "SELECT count(*) FROM t WHERE b IS DISTINCT FROM a";

    [DatabaseTheory]
    [InlineData("CREATE TABLE t (a int, b int)")]
    [InlineData("CREATE TABLE t (a int, b int) PARTITION BY HASH (a); CREATE TABLE t0 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE t1 PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1)")]
    [InlineData("CREATE TABLE parent (a int, b int); CREATE TABLE t (a int, b int); CREATE TABLE child () INHERITS (t)")]
    [InlineData("CREATE TABLE t (a int, b int, big text); ALTER TABLE t ALTER big SET STORAGE EXTERNAL; INSERT INTO t SELECT 0, NULL, repeat('x', 1000000) FROM generate_series(1, 5)")]
    [InlineData("CREATE TABLE t (a int GENERATED ALWAYS AS IDENTITY, b int)")]
    public async Task Fills_every_row_of(string table)
    {
        await using var database = await TestDatabase.CreateAsync($"{table}; INSERT INTO t (a) OVERRIDING SYSTEM VALUE SELECT generate_series(1, 50000)");

        await Runner(database).ExpandAsync([Raw.Migration("1", "fill b")]);

        Assert.Equal(0, await database.ScalarAsync<long>(Filled));
    }

    [DatabaseFact]
    public async Task Leaves_rows_alone_that_are_right_already()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 7), (2, NULL)");

        await Runner(database).ExpandAsync([Raw.Migration("1", "fill b")]);

        Assert.Equal(7, await database.ScalarAsync<int>("SELECT b FROM t WHERE a = 1"));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT sum(rows)::bigint FROM safemigrate.backfill"));
    }

    [DatabaseFact]
    public async Task Goes_round_a_row_that_an_application_keeps_locked_and_comes_back_to_it()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int, b int); INSERT INTO t SELECT generate_series(1, 50000)");
        await using var application = await database.OpenAsync("shop/1.0");
        await using var transaction = await application.BeginTransactionAsync();
        await using (var update = new NpgsqlCommand("UPDATE t SET a = a WHERE a = 100", application))
            await update.ExecuteNonQueryAsync();
        var recorder = new Recorder();
        var last = recorder.NextAsync(item => item is { Kind: RunnerEventKind.Batch, Rows: > 49000 });

        var expand = Runner(database, recorder.Add).ExpandAsync([Raw.Migration("1", "fill b")]);
        await last;
        await transaction.CommitAsync();
        await expand;

        Assert.Equal(0, await database.ScalarAsync<long>(Filled));
        Assert.Contains(recorder.Events, item => item.State == "blocked");
    }

    [DatabaseTheory]
    [InlineData("", "t")]
    [InlineData("PARTITION BY LIST (a); CREATE TABLE gap (touched int NOT NULL DEFAULT 0, b int, a int); ALTER TABLE t ATTACH PARTITION gap DEFAULT", "gap")]
    public async Task Does_not_fire_the_triggers_of_the_application(string partitions, string table)
    {
        await using var database = await TestDatabase.CreateAsync($"""
            CREATE TABLE t (a int, b int, touched int NOT NULL DEFAULT 0) {partitions};
            INSERT INTO t SELECT generate_series(1, 100);
            CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.touched := 1; RETURN NEW; END';
            CREATE TRIGGER touching BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION touch();
            """);
        var recorder = new Recorder();

        await Runner(database, recorder.Add).ExpandAsync([Raw.Migration("1", "fill b")]);

        Assert.Equal(0, await database.ScalarAsync<long>("SELECT sum(touched) FROM t"));
        Assert.Contains(recorder.Events, item => item.Message == "The triggers touching do not fire for the rows that are filled.");
    }

    [DatabaseFact]
    public async Task Stops_when_rows_stay_as_they_are()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1)");

        var stopped = await Assert.ThrowsAsync<MigrationStoppedException>(() => Runner(database, value: "NULL").ExpandAsync([Raw.Migration("1", "fill b")]));

        Assert.Contains("1 rows of t still need b", stopped.Message);
    }

    [DatabaseFact]
    public async Task Waits_with_an_authors_own_update_for_rows_that_are_locked()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int, b int); INSERT INTO t SELECT generate_series(1, 1000)");
        await using var application = await database.OpenAsync("shop/1.0");
        await using var transaction = await application.BeginTransactionAsync();
        await using (var update = new NpgsqlCommand("UPDATE t SET a = a WHERE a = 100", application))
            await update.ExecuteNonQueryAsync();
        var (recorder, blocked, seen) = (new Recorder(), new TaskCompletionSource(), 0);

        var expand = Runner(database, item =>
        {
            recorder.Add(item);
            if (item.State == "blocked" && Interlocked.Increment(ref seen) == 8)
                blocked.SetResult();
        }, isOwnUpdate: true).ExpandAsync([Raw.Migration("1", "fill b")]);
        await await Task.WhenAny(blocked.Task, expand);
        Assert.False(expand.IsCompleted);
        await transaction.CommitAsync();
        await expand;

        Assert.Equal(0, await database.ScalarAsync<long>(Filled));
        Assert.DoesNotContain(recorder.Events, item => item.State == "note");
    }

    [DatabaseFact]
    public async Task Ends_an_authors_own_update_where_rows_go_on_being_written_and_says_how_many()
    {
        await using var database = await TestDatabase.CreateAsync("""
            CREATE TABLE t (a int, b int); INSERT INTO t SELECT generate_series(1, 100);
            CREATE FUNCTION back() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.b := NULL; RETURN NEW; END';
            CREATE TRIGGER back BEFORE UPDATE ON t FOR EACH ROW WHEN (OLD.a < 4) EXECUTE FUNCTION back();
            """);
        var recorder = new Recorder();

        await Runner(database, recorder.Add, isOwnUpdate: true).ExpandAsync([Raw.Migration("1", "fill b")]);

        Assert.Equal(3, await database.ScalarAsync<long>(Filled));
        Assert.Contains(recorder.Events, item => item.Message?.StartsWith("3 rows of t were written again meanwhile", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Batch_grows_while_it_is_quick_and_shrinks_when_it_is_slow()
    {
        var (size, target) = (new BatchSize(), TimeSpan.FromMilliseconds(100));

        size.Took(16, TimeSpan.FromMilliseconds(10), target);
        Assert.Equal(32, size.Blocks);
        size.Took(32, TimeSpan.FromMilliseconds(200), target);
        Assert.Equal(16, size.Blocks);
        size.Blocked();
        Assert.Equal(4, size.Blocks);
        for (var i = 0; i < 20; i++)
            size.Took(size.Blocks, TimeSpan.Zero, target);
        Assert.Equal(1024, size.Blocks);
    }

    [Fact]
    public void Batch_takes_no_more_blocks_than_hold_the_rows_it_may_write()
    {
        var size = new BatchSize();

        size.Wrote(rows: 1600, blocks: 16);

        Assert.Equal(5, size.Next(500));
        Assert.Equal(1, size.Next(10));
        Assert.Equal(16, size.Next(null));
    }

    private static MigrationRunner Runner(TestDatabase database, Action<RunnerEvent>? record = null, string value = "a", bool isOwnUpdate = false) => new(new RunnerOptions
    {
        ConnectionString = database.ConnectionString,
        FirstPause = TimeSpan.FromMilliseconds(10),
        OnEvent = record,
        Planner = (_, _, _, _) => [new Plan([Raw.Operation("fill b")])
        {
            Backfill = [new Step("fill", [new BackfillColumn("t", "b", new Expression(value), new Expression("b IS NULL AND a IS NOT NULL")) { IsOwnUpdate = isOwnUpdate }])],
        }],
    });
}
