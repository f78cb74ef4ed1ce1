using Npgsql;
using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class BackfillUnderLoadTests
{
    // Nearly empty blocks: enough of them for several workers, with few rows.
    private const string Table = """
        CREATE TABLE t (id int, a int NOT NULL, pad text) WITH (fillfactor = 10, autovacuum_enabled = false);
        INSERT INTO t SELECT n, n, repeat('x', 20) FROM generate_series(1, 60000) n
        """;

    [DatabaseFact]
    public async Task Several_workers_end_right_while_rows_are_changed_deleted_and_inserted_below_them()
    {
        await using var database = await TestDatabase.CreateAsync(Table);
        var done = new CancellationTokenSource();
        var recorder = new Recorder();
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            Backfill = new BackfillSettings { Workers = 3, BatchTarget = TimeSpan.FromMilliseconds(20) },
            OnEvent = recorder.Add,
        });
        var begun = recorder.NextAsync(item => item is { Kind: RunnerEventKind.Batch, State: null });

        var expand = runner.ExpandAsync([RoundTrip.Migration("ALTER TABLE t ALTER COLUMN a TYPE bigint")]);
        await begun;
        var application = Task.WhenAll(Enumerable.Range(0, 2).Select(number => WriteAsync(database, number, done.Token)));
        await expand;
        await done.CancelAsync();
        await application;

        Assert.Equal(0, await database.ScalarAsync<long>($"SELECT count(*) FROM t WHERE {await NewColumnAsync(database)} IS DISTINCT FROM a"));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM safemigrate.backfill_range"));
    }

    [DatabaseFact]
    public async Task Ctrl_C_stops_all_workers_after_their_batch_and_the_same_command_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync(Table);
        using var stop = new CancellationTokenSource();
        var recorder = new Recorder();
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            Backfill = new BackfillSettings { Workers = 3, MaxRows = 500 },
            OnEvent = item =>
            {
                if (item is { Kind: RunnerEventKind.Batch, State: null, Rows: > 3000 })
                    stop.Cancel();
            },
        });
        var migration = RoundTrip.Migration("ALTER TABLE t ALTER COLUMN a TYPE bigint");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.ExpandAsync([migration], stop.Token));
        var column = await NewColumnAsync(database);
        var (filled, counted) = (
            await database.ScalarAsync<long>($"SELECT count({column}) FROM t"), await database.ScalarAsync<long>("SELECT sum(rows)::bigint FROM safemigrate.backfill_range"));
        await new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString }).ExpandAsync([migration]);

        Assert.InRange(filled, 3000, 59999);
        Assert.Equal(filled, counted);
        Assert.Equal(60000, await database.ScalarAsync<long>("SELECT sum(rows)::bigint FROM safemigrate.backfill"));
    }

    private static Task<string> NewColumnAsync(TestDatabase database) => database.ScalarAsync<string>(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 3 AND NOT attisdropped");

    private static async Task WriteAsync(TestDatabase database, int number, CancellationToken done)
    {
        await using var connection = await database.OpenAsync($"shop/1.{number}");
        var random = new Random(number);
        while (!done.IsCancellationRequested)
        {
            var block = random.Next(2500);
            await ExecuteAsync(connection, $"UPDATE t SET a = a + 1 WHERE ctid >= '({block},0)' AND ctid < '({block + 1},0)'");
            await ExecuteAsync(connection, $"DELETE FROM t WHERE ctid >= '({block + 20},0)' AND ctid < '({block + 24},0)'");
            await ExecuteAsync(connection, $"INSERT INTO t SELECT -n, n FROM generate_series(1, 20) n");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
