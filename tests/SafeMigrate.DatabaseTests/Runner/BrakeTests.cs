using Npgsql;
using SafeMigrate.DatabaseTests.Faults;
using SafeMigrate.Planning;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Servers;

namespace SafeMigrate.DatabaseTests.Runner;

/// <summary>Each brake, by what it is there for: it holds a backfill, says why, and lets it go.</summary>
public class BrakeTests(BrakeServer own) : IClassFixture<BrakeServer>
{
    private const string Flag = "UPDATE flag SET is_up = NOT is_up";
    private const int Rows = 6000;

    [PrivateServerFact]
    public async Task Lock_waits()
    {
        await using var database = await CreateAsync();
        await using var holder = await database.OpenAsync("shop/1.0");
        await ExecuteAsync(holder, "BEGIN; " + Flag);
        await using var second = await database.OpenAsync("shop/1.0");
        var waiter = ExecuteAsync(second, Flag);
        await UntilAsync(database, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock')");

        await HoldsAsync(database, "lock-waits", "0", () => ExecuteAsync(holder, "COMMIT"));
        await waiter;
    }

    [PrivateServerFact]
    public async Task Active_sessions()
    {
        await using var database = await CreateAsync();
        await using var reader = await database.OpenAsync("report/1.0");
        var report = ExecuteAsync(reader, "SELECT pg_sleep(600)");
        await UntilAsync(database, "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')");

        await HoldsAsync(database, "active-sessions", "0", () => database.ExecuteAsync("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"));
        await Assert.ThrowsAsync<PostgresException>(() => report);
    }

    [PrivateServerFact]
    public async Task Oldest_xmin()
    {
        await using var database = await CreateAsync();
        await using var reader = await database.OpenAsync("report/1.0");
        await ExecuteAsync(reader, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM flag");
        for (var number = 0; number < 10; number++)
            await database.ExecuteAsync(Flag);

        Assert.Contains("report/1.0", await HoldsAsync(database, "oldest-xmin", "5", () => ExecuteAsync(reader, "COMMIT")));
    }

    [PrivateServerFact]
    public async Task Slot_backlog()
    {
        await using var database = await CreateAsync();
        await database.ExecuteAsync("SELECT pg_create_physical_replication_slot('nobody', true)");
        await database.ExecuteAsync(Flag);

        Assert.Contains("nobody", await HoldsAsync(database, "slot-backlog", "0", () => database.ExecuteAsync("SELECT pg_drop_replication_slot('nobody')")));
    }

    [PrivateServerFact]
    public async Task Archive_backlog()
    {
        await using var database = await CreateAsync();
        await ArchiveAsync(database, "false");

        await HoldsAsync(database, "archive-backlog", "0", () => ArchiveAsync(database, "true"));
    }

    [PrivateServerFact]
    public async Task Autovacuum()
    {
        await using var database = await CreateAsync();
        await database.ExecuteAsync("""
            ALTER TABLE t SET (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1, autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
            DELETE FROM t WHERE a % 50 = 0
            """);
        await UntilAsync(database, "SELECT EXISTS (SELECT FROM pg_stat_progress_vacuum WHERE relid = 't'::regclass)");

        await HoldsAsync(database, "autovacuum", "0", () => database.ExecuteAsync("ALTER TABLE t SET (autovacuum_enabled = off)"));
    }

    [PrivateServerFact]
    public async Task Wal_rate()
    {
        await using var database = await CreateAsync();

        await HoldsAsync(database, "wal-rate", "10kB", () => Runner(database).SetThrottleAsync(new Dictionary<string, string> { ["wal-rate"] = "off" }), atOnce: false);
    }

    [PrivateServerFact]
    public async Task Replica_lag()
    {
        await using var database = await CreateAsync();
        await using var standby = await Standby.StartAsync(own.Server!);
        await using var replica = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Port = standby.Port, Database = "postgres", Pooling = false }.ConnectionString);
        await replica.OpenAsync();
        await ExecuteAsync(replica, "SELECT pg_wal_replay_pause()");

        await HoldsAsync(database, "replica-lag", "200ms", () => ExecuteAsync(replica, "SELECT pg_wal_replay_resume()"), atOnce: false);
        await database.ExecuteAsync("ALTER SYSTEM RESET synchronous_standby_names");
        await database.ExecuteAsync("SELECT pg_reload_conf()");
    }

    private Task<TestDatabase> CreateAsync() => TestDatabase.CreateAsync(
        $"CREATE TABLE t (a int, b int); INSERT INTO t SELECT generate_series(1, {Rows}); CREATE TABLE flag AS SELECT true AS is_up", server: own.Server);

    // What a brake needs two looks for begins after the first batch.
    private static async Task<string> HoldsAsync(TestDatabase database, string brake, string limit, Func<Task> release, bool atOnce = true)
    {
        var recorder = new Recorder();
        var braking = recorder.NextAsync(item => item.State == "braking");
        var expand = Runner(database, recorder, new BackfillSettings { Delay = TimeSpan.FromSeconds(atOnce ? 0 : 1) }.With(brake, limit))
            .ExpandAsync([Raw.Migration("1", "fill b")]);
        var message = (await await Task.WhenAny(braking, Failed(expand))).Message!;
        Assert.StartsWith($"Waits for {brake}: ", message);
        Assert.InRange(await database.ScalarAsync<long>("SELECT count(b) FROM t"), 0, atOnce ? 0 : Rows - 1);
        Assert.Equal(message, await database.ScalarAsync<string>("SELECT waits_for FROM safemigrate.backfill"));

        await release();
        await Runner(database).SetThrottleAsync(new Dictionary<string, string> { ["delay"] = "0ms" });
        await expand;
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM t WHERE b IS DISTINCT FROM a"));
        return message;
    }

    private static async Task<RunnerEvent> Failed(Task expand)
    {
        await expand;
        throw new InvalidOperationException("The backfill was not held.");
    }

    private static async Task ArchiveAsync(TestDatabase database, string command)
    {
        await database.ExecuteAsync($"ALTER SYSTEM SET archive_command = '{command}'");
        await database.ExecuteAsync("SELECT pg_reload_conf()");
        await UntilAsync(database, $"SELECT current_setting('archive_command') = '{command}'");
        await database.ExecuteAsync(Flag);
        await database.ExecuteAsync("SELECT pg_switch_wal()");
    }

    private static async Task UntilAsync(TestDatabase database, string condition)
    {
        while (!await database.ScalarAsync<bool>(condition))
            await Task.Yield();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static MigrationRunner Runner(TestDatabase database, Recorder? recorder = null, BackfillSettings? settings = null) => new(new RunnerOptions
    {
        ConnectionString = database.ConnectionString,
        Backfill = settings ?? new BackfillSettings(),
        OnEvent = recorder is null ? null : recorder.Add,
        Planner = (_, _, _, _) => [new Plan([Raw.Operation("fill b")])
        {
            Backfill = [new Step("fill", [new BackfillColumn("t", "b", new Expression("a"), new Expression("b IS NULL AND a IS NOT NULL"))])],
        }],
    });
}

/// <summary>A server whose archiver and autovacuum a test may command.</summary>
public sealed class BrakeServer : IAsyncLifetime
{
    internal ThrowawayServer? Server { get; private set; }

    public async Task InitializeAsync()
    {
        if (PrivateServer.Missing is not null)
            return;
        Server = await PrivateServer.StartAsync();
        await using var database = await TestDatabase.CreateAsync(server: Server);
        foreach (var setting in new[] { "archive_mode = on", "archive_command = 'true'", "autovacuum_naptime = '1s'" })
            await database.ExecuteAsync("ALTER SYSTEM SET " + setting);
        await Server.RestartAsync(crash: false);
    }

    public async Task DisposeAsync()
    {
        if (Server is not null)
            await Server.DisposeAsync();
    }
}
