using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Faults;

public class BatchRaceTests
{
    [DatabaseTheory]
    [InlineData(60_000, "''")]
    [InlineData(60, "(SELECT string_agg(md5(random()::text || m), '') FROM generate_series(1, 65536) m)")]
    public async Task Every_row_is_right_whatever_is_written_between_the_batches(int rows, string big)
    {
        // Holes at the beginning, so that new rows come where the batches have been.
        await using var database = await TestDatabase.CreateAsync($"""
            CREATE TABLE t (id int, a int, was int, big text) WITH (autovacuum_enabled = off);
            INSERT INTO t SELECT n, n, n, {big} FROM generate_series(1, {rows}) n;
            """);
        await database.ExecuteAsync($"DELETE FROM t WHERE id < {rows / 10}");
        await database.ExecuteAsync("VACUUM t");
        var batches = 0;
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            Backfill = new BackfillSettings { BatchTarget = TimeSpan.FromMilliseconds(20) },
            OnEvent = item =>
            {
                if (item is { Kind: RunnerEventKind.Batch, State: null })
                    database.ExecuteAsync(Writes(++batches, rows)).GetAwaiter().GetResult();
            },
        });

        await runner.ExpandAsync([RoundTrip.Migration("ALTER TABLE t ALTER a TYPE bigint")]);
        await runner.ContractAsync();

        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM t WHERE a IS DISTINCT FROM was"));
        Assert.True(await database.ScalarAsync<bool>($"SELECT count(*) > {rows / 4} AND max(length(big)) IN (0, 2097152) FROM t"));
        Assert.Equal("bigint", await database.ScalarAsync<string>("SELECT format_type(atttypid, -1) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'a'"));
    }

    // Rows that the next batches would take go away; new ones come, most of them below the watermark; others change, on both sides of it.
    private static string Writes(int batch, int rows) => $"""
        DELETE FROM t WHERE id BETWEEN {(rows / 3) + (batch * rows / 50)} AND {(rows / 3) + (batch * rows / 50) + (rows / 100)};
        INSERT INTO t SELECT {rows} + {batch} * 100 + n, n, n FROM generate_series(1, 50) n;
        UPDATE t SET a = -a, was = -was WHERE id % 17 = {batch} % 17 AND id % 100 < 20;
        """;
}
