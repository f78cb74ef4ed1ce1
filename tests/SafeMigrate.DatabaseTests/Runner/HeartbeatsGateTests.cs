using Npgsql;
using SafeMigrate.Client;
using SafeMigrate.DatabaseTests.Client;
using SafeMigrate.Planning;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Gates;

namespace SafeMigrate.DatabaseTests.Runner;

public class HeartbeatsGateTests
{
    [Theory]
    [InlineData(42, true, "42", Verdict.Pass)]
    [InlineData(41, true, "42", Verdict.Fail)]
    [InlineData(41, false, "42", Verdict.Unknown)]
    [InlineData(20260126090000, true, "20260126090000_IndexOrders", Verdict.Pass)]
    [InlineData(42, true, "rename", Verdict.Unknown)]
    internal void Answers_for_a_lease(long highest, bool alive, string migration, Verdict verdict) =>
        Assert.Equal(verdict, HeartbeatsGate.Judge([new InstanceLease("shop", "1", "1.4.2", highest, alive)], [migration]).Verdict);

    [DatabaseFact]
    public async Task Contract_waits_for_instances_that_need_the_old_shape_and_keeps_them_out_until_it_is_reverted()
    {
        await using var database = await TestDatabase.CreateAsync(HeartbeatTests.Tables + "CREATE TABLE t (a int)");
        var (old, @new) = (Instance(database, "1.4.2", 41), Instance(database, "1.5.0", 42));
        var runner = Runner(database);
        await runner.ExpandAsync([Raw.Migration("42", "drop a")]);
        await old.BeatAsync(default);
        await @new.BeatAsync(default);

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.ContractAsync());
        Assert.Contains("Gate heartbeats says FAIL: Instances that work only up to an older version than 42 are alive: shop/1.4.2 (instance ", refusal.Message);
        Assert.DoesNotContain("1.5.0", refusal.Message);

        await old.LeaveAsync(default);
        await runner.ContractAsync();
        Assert.Equal(new HeartbeatState(42, false), await old.BeatAsync(default));
        Assert.Equal(new HeartbeatState(42, true), await @new.BeatAsync(default));

        await runner.RevertAsync();
        Assert.Equal(new HeartbeatState(null, true), await old.BeatAsync(default));
    }

    [DatabaseFact]
    public async Task Without_any_lease_it_is_not_known_who_runs_and_an_override_raises_the_floor_too()
    {
        await using var database = await TestDatabase.CreateAsync(HeartbeatTests.Tables + "CREATE TABLE t (a int)");
        var runner = Runner(database);
        await runner.ExpandAsync([Raw.Migration("42", "drop a")]);
        await database.ExecuteAsync("INSERT INTO safemigrate.instance VALUES ('shop', '1', '1.4.2', 40, 41, now(), now() - interval '1 second')");

        Assert.Equal("UNKNOWN", (await runner.GatesAsync()).Single(answer => answer.Gate == "heartbeats").Answer);
        await runner.ContractAsync(overrides: new Dictionary<string, string> { ["heartbeats"] = "all is stopped" });

        Assert.False((await Instance(database, "1.4.2", 41).BeatAsync(default)).IsAccepted);
    }

    [DatabaseFact]
    public async Task An_instance_that_comes_after_the_gates_were_asked_is_seen_before_the_floor_rises()
    {
        await using var database = await TestDatabase.CreateAsync(HeartbeatTests.Tables);
        await database.ExecuteAsync("CREATE TABLE safemigrate.seen (service text)");
        await using var beat = await database.OpenAsync();
        await using var transaction = await beat.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand($"SELECT pg_advisory_xact_lock_shared({Heartbeat.Lock})", beat))
            await insert.ExecuteNonQueryAsync();
        await using var connection = await database.OpenAsync();

        var raise = HeartbeatsGate.RaiseAsync(connection, ["42"], overridden: false, default);
        while (await database.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 0)
            Assert.False(raise.IsCompleted);
        await using (var insert = new NpgsqlCommand("INSERT INTO safemigrate.instance VALUES ('shop', '1', '1.4.2', 40, 41, now(), now() + interval '30 seconds')", beat))
            await insert.ExecuteNonQueryAsync();
        await transaction.CommitAsync();

        Assert.Equal(Verdict.Fail, (await raise)!.Verdict);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM safemigrate.contract_floor"));
    }

    [DatabaseFact]
    public async Task Is_not_asked_where_no_application_keeps_leases()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        var runner = Runner(database);
        await runner.ExpandAsync([Raw.Migration("42", "drop a")]);

        Assert.DoesNotContain(await runner.GatesAsync(), answer => answer.Gate == "heartbeats");
    }

    private static Heartbeat Instance(TestDatabase database, string build, long highest) =>
        new(new HeartbeatOptions("shop", build, 40, highest, () => new NpgsqlConnection(database.ConnectionString + ";Pooling=false;Application Name=batch/1")));

    private static MigrationRunner Runner(TestDatabase database) => new(new RunnerOptions
    {
        ConnectionString = database.ConnectionString,
        Planner = (_, _, _, _) => [new Plan([Raw.Operation("drop a")]) { Contract = [Raw.Step("ALTER TABLE t RENAME a TO b")], Revert = [Raw.Step("ALTER TABLE t RENAME b TO a")] }],
    });
}
