using SafeMigrate.DatabaseTests.Faults;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

public class CrashTests
{
    public static TheoryData<string> Names => [.. Example.Names];

    [DatabaseTheory, MemberData(nameof(Names))]
    public async Task Ends_in_the_same_state_after_a_crash_at_every_point(string name)
    {
        var example = new Example(name);
        await using var plain = await example.CreateDatabaseAsync(empty: true);
        await using var database = await example.CreateDatabaseAsync();
        await example.MigratePlainlyAsync(plain);
        var crash = Crash.AtEveryPoint();
        var runner = Runner(database, crash);

        var crashes = await crash.RepeatAsync(() => runner.ExpandAsync(example.Migrations("sql")));
        crashes += await crash.RepeatAsync(() => runner.ContractAsync());
        Assert.NotEqual(0, crashes);
        await crash.RepeatAsync(() => runner.RevertAsync());
        await Runner(database).ContractAsync();
        await crash.RepeatAsync(() => runner.PurgeAsync(now: true));

        Assert.Equal(await Dump.OfAsync(plain), await Dump.OfAsync(database));
    }

    [DatabaseTheory, MemberData(nameof(Names))]
    public async Task Leads_back_from_a_crash_in_expand(string name)
    {
        var example = new Example(name);
        await using var database = await example.CreateDatabaseAsync();
        var before = await Dump.OfAsync(database);

        // Every third point, each example from another one on; all of them in a long run.
        var stride = FaultBench.Seeds.Count > 1 ? 1 : 3;
        var crashed = true;
        for (var point = name.Length % stride; crashed; point += stride)
        {
            var crash = Crash.AtPoint(point);
            crashed = await crash.IsMetAsync(() => Runner(database, crash).ExpandAsync(example.Migrations("sql")));
            await Runner(database).RollbackAsync();
            Assert.True(before == await Dump.OfAsync(database), $"The schema differs after a crash at {crash.At} and rollback.");
        }
    }

    private static MigrationRunner Runner(TestDatabase database, Crash? crash = null) => new(new RunnerOptions
    {
        ConnectionString = database.ConnectionString,
        Checkpoint = crash is null ? _ => Task.CompletedTask : crash.CheckAsync,
    });
}
