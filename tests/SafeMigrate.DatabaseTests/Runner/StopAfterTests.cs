using Npgsql;
using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class StopAfterTests
{
    [DatabaseFact]
    public async Task Command_that_waits_for_a_lock_stops_in_time_and_goes_on_later()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        var migration = RoundTrip.Migration("ALTER TABLE t ADD COLUMN b int; ALTER TABLE t ALTER a TYPE bigint");
        await using (var reader = await ReadAsync(database, "LOCK TABLE t IN ACCESS SHARE MODE"))
        {
            var stopped = await Assert.ThrowsAsync<RunnerException>(() => Runner(database, TimeSpan.FromSeconds(1)).ExpandAsync([migration]));

            Assert.Equal(ExitCode.Stopped, stopped.ExitCode);
            Assert.Matches("^Stopped after .*s, because it was to take no longer than 1s\\. 0 steps of it are done and stay done; 'safemigrate expand' goes on from here\\.$", stopped.Message);
        }

        Assert.Equal("expanding, pending", await StatesAsync(database));
        Assert.True(await database.ScalarAsync<bool>("SELECT holder IS NULL FROM safemigrate.lease"));
        await Runner(database, null).ExpandAsync([migration]);
        Assert.Equal("expanded, expanded", await StatesAsync(database));
    }

    [DatabaseFact]
    public async Task Backfill_stops_after_its_batch_and_index_build_at_once()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 20000)");
        var migration = RoundTrip.Migration("ALTER TABLE t ALTER a TYPE bigint; CREATE INDEX t_late ON t ((a % 7))");
        var slow = Runner(database, TimeSpan.FromSeconds(2), new BackfillSettings { MaxRows = 1000, Delay = TimeSpan.FromSeconds(1) });

        await Assert.ThrowsAsync<RunnerException>(() => slow.ExpandAsync([migration]));
        Assert.InRange(await database.ScalarAsync<long>("SELECT sum(rows)::bigint FROM safemigrate.backfill_range"), 1, 19999);

        await using (var writer = await ReadAsync(database, "INSERT INTO t VALUES (0)"))
        {
            var building = Runner(database, TimeSpan.FromSeconds(2)).ExpandAsync([migration]);
            Assert.Contains("goes on from here", (await Assert.ThrowsAsync<RunnerException>(() => building)).Message);
        }

        await Runner(database, null).ExpandAsync([migration]);
        Assert.True(await database.ScalarAsync<bool>("SELECT indisvalid FROM pg_index WHERE indexrelid = 't_late'::regclass"));
        Assert.Equal(20000, await database.ScalarAsync<long>("SELECT count(*) FROM t"));
    }

    private static Task<string> StatesAsync(TestDatabase database) => database.ScalarAsync<string>("SELECT string_agg(state, ', ' ORDER BY id) FROM safemigrate.change");

    private static async Task<NpgsqlConnection> ReadAsync(TestDatabase database, string sql)
    {
        var connection = await database.OpenAsync("report/1.0");
        await using var command = new NpgsqlCommand("BEGIN; " + sql, connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private static MigrationRunner Runner(TestDatabase database, TimeSpan? stopAfter, BackfillSettings? settings = null) => new(new RunnerOptions
    {
        ConnectionString = database.ConnectionString,
        CommandLine = "safemigrate expand",
        StopAfter = stopAfter,
        FirstPause = TimeSpan.FromMilliseconds(50),
        Backfill = settings ?? new BackfillSettings(),
    });
}
