using SafeMigrate.Planning;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Gates;

namespace SafeMigrate.DatabaseTests.Runner;

public class SessionsGateTests
{
    [Theory]
    [InlineData("shop/2.0", "shop/1.0", Verdict.Pass)]
    [InlineData("shop/1.0;i=7f3a", "shop/1.0", Verdict.Fail)]
    [InlineData("shop/0.9.8", "shop/1.0", Verdict.Fail)]
    [InlineData("shop/1.10", "shop/1.9", Verdict.Pass)]
    [InlineData("shop/cafe12", "shop/beef34", Verdict.Pass)]
    [InlineData("billing/0.1", "shop/1.0", Verdict.Pass)]
    [InlineData("psql", "shop/1.0", Verdict.Unknown)]
    [InlineData("", "shop/1.0", Verdict.Unknown)]
    [InlineData("shop/", "shop/1.0", Verdict.Unknown)]
    internal void Answers_for_a_session(string connected, string old, Verdict verdict) =>
        Assert.Equal(verdict, SessionsGate.Judge([new ConnectedSession(1, "app", connected)], [ServiceVersion.Parse(old)!]).Verdict);

    [DatabaseFact]
    public async Task Refuses_contract_while_a_version_seen_during_expand_is_connected()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        var recorder = new Recorder();
        var runner = Runner(database, recorder);
        await using (await database.OpenAsync("shop/1.0;i=1"))
        {
            await runner.ExpandAsync([Raw.Migration("1", "drop a")]);
            await using var @new = await database.OpenAsync("shop/2.0;i=2");

            var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.ContractAsync());

            Assert.Equal(ExitCode.Refused, refusal.ExitCode);
            Assert.Contains("shop/1.0", refusal.Message);
            Assert.DoesNotContain("shop/2.0", refusal.Message);
        }

        await runner.ContractAsync();
        Assert.Equal(["FAIL", "PASS"], recorder.Events.Where(item => item.Kind == RunnerEventKind.Gate).Select(item => item.State));
        Assert.All(recorder.Events.Where(item => item.Kind == RunnerEventKind.Gate), item => Assert.Equal("sessions", item.Step));
    }

    [DatabaseFact]
    public async Task Can_be_overridden_with_a_reason_that_the_journal_keeps()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        var runner = Runner(database, new Recorder());
        await runner.ExpandAsync([Raw.Migration("1", "drop a")]);
        await using var unnamed = await database.OpenAsync();
        await Assert.ThrowsAsync<RunnerException>(() => runner.ContractAsync());

        await runner.ContractAsync(overrides: new Dictionary<string, string> { ["sessions"] = "it is only my psql" });

        var audit = await database.ScalarAsync<string>(
            "SELECT concat_ws('|', database_user, operating_system_user, detail) FROM safemigrate.audit WHERE action = 'override sessions'");
        Assert.StartsWith($"{new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString).Username}|{Environment.UserName}|1: it is only my psql (UNKNOWN: ", audit);
    }

    [DatabaseFact]
    public async Task Is_not_asked_where_contract_takes_nothing_away()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        var runner = Runner(database, new Recorder(), contract: false);
        await runner.ExpandAsync([Raw.Migration("1", "drop a")]);
        await using var unnamed = await database.OpenAsync();

        await runner.ContractAsync();

        Assert.Equal(ChangeState.Contracted, Assert.Single((await runner.StatusAsync()).Changes).State);
    }

    [DatabaseFact]
    public async Task Refuses_an_override_of_a_gate_that_does_not_exist()
    {
        await using var database = await TestDatabase.CreateAsync();

        var refusal = await Assert.ThrowsAsync<RunnerException>(
            () => Runner(database, new Recorder()).ContractAsync(overrides: new Dictionary<string, string> { ["sesions"] = "typo" }));

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
    }

    private static MigrationRunner Runner(TestDatabase database, Recorder recorder, bool contract = true) => new(new RunnerOptions
    {
        ConnectionString = database.ConnectionString,
        OnEvent = recorder.Add,
        Planner = (_, _, _, _) => [new Plan([Raw.Operation("drop a")]) { Contract = contract ? [Raw.Step("ALTER TABLE t DROP a")] : [] }],
    });
}
