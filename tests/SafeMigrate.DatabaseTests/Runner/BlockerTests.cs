using Npgsql;
using SafeMigrate.Planning;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Steps;

namespace SafeMigrate.DatabaseTests.Runner;

public class BlockerTests
{
    [Theory]
    [InlineData("client backend", "active", 10, false, "pg_cancel_backend")]
    [InlineData("client backend", "active", 10, true, "pg_cancel_backend")]
    [InlineData("client backend", "active", 100, false, null)]
    [InlineData("client backend", "idle in transaction", 10, true, "pg_terminate_backend")]
    [InlineData("client backend", "idle in transaction", 100, true, null)]
    [InlineData("client backend", "idle in transaction", 100_000, false, "pg_terminate_backend")]
    [InlineData("autovacuum worker", "active", 1, false, null)]
    [InlineData("walsender", "active", 1, false, null)]
    [InlineData("prepared transaction", "prepared", 1, true, null)]
    public void Is_ended_only_where_little_is_lost(string kind, string state, int seconds, bool hasWritten, string? ending) => Assert.Equal(
        ending,
        new Blocker(1, kind, "report/1.0", TimeSpan.FromSeconds(seconds), state, hasWritten, "SELECT").Ending(TimeSpan.FromSeconds(60)));

    [DatabaseFact]
    public async Task That_forgot_its_transaction_is_ended_and_named()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        await using var forgotten = await OpenAsync(database, "SELECT * FROM t");
        var recorder = new Recorder();

        await Runner(database, recorder, TimeSpan.FromMinutes(5)).ExpandAsync([Raw.Migration("1", "add b")]);

        Assert.Contains(recorder.Events, item => item.State == "blocker" && item.Message!.StartsWith($"Ended pid {forgotten.ProcessID} (report/1.0", StringComparison.Ordinal));
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM safemigrate.audit WHERE action = 'cancel blocker' AND detail LIKE '%report/1.0%'"));
    }

    [DatabaseFact]
    public async Task That_has_work_to_lose_is_left_alone()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        await using var writer = await OpenAsync(database, "INSERT INTO t VALUES (1)");
        var recorder = new Recorder();
        var left = recorder.NextAsync(item => item.State == "blocker");

        var expand = Runner(database, recorder, TimeSpan.FromMilliseconds(1)).ExpandAsync([Raw.Migration("1", "add b")]);
        Assert.Contains("has work to lose", (await left).Message);
        await new NpgsqlCommand("COMMIT", writer).ExecuteNonQueryAsync();
        await expand;

        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM t"));
    }

    [DatabaseFact]
    public async Task That_is_a_prepared_transaction_is_named_with_what_ends_it()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        await database.ExecuteAsync($"BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'pending {database.Name}'");
        var recorder = new Recorder();
        var named = recorder.NextAsync(item => item.State?.StartsWith("attempt ", StringComparison.Ordinal) == true
            && item.Message!.Contains($"the prepared transaction 'pending {database.Name}'", StringComparison.Ordinal));

        // On a busy server the lock timeout may come before the look at who is in the way; then the next attempt tells.
        var expand = Runner(database, recorder, null).ExpandAsync([Raw.Migration("1", "add b")]);
        await Task.WhenAny(named, expand);
        Assert.False(expand.IsCompleted);
        await database.ExecuteAsync($"COMMIT PREPARED 'pending {database.Name}'");
        await expand;

        Assert.Contains(recorder.Events, item => item.Step == "preflight" && item.Message!.Contains("ROLLBACK PREPARED"));
    }

    private static async Task<NpgsqlConnection> OpenAsync(TestDatabase database, string sql)
    {
        var connection = await database.OpenAsync("report/1.0");
        await new NpgsqlCommand("BEGIN", connection).ExecuteNonQueryAsync();
        await new NpgsqlCommand(sql, connection).ExecuteNonQueryAsync();
        return connection;
    }

    private static MigrationRunner Runner(TestDatabase database, Recorder recorder, TimeSpan? cancelBlockers) => new(new RunnerOptions
    {
        ConnectionString = database.ConnectionString,
        CancelBlockers = cancelBlockers,
        LockTimeout = TimeSpan.FromMilliseconds(300),
        FirstPause = TimeSpan.FromMilliseconds(10),
        LongestPause = TimeSpan.FromMilliseconds(50),
        OnEvent = recorder.Add,
        Planner = (_, _, _, _) => [new Plan([Raw.Operation("add b")]) { Expand = [Raw.Step("ALTER TABLE t ADD b int")] }],
    });
}
