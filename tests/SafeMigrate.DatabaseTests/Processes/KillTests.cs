using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.DatabaseTests.Faults;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Processes;

public class KillTests
{
    /// <summary>Two examples; all of them where <c>SAFEMIGRATE_FAULT_SEEDS</c> asks for a long run.</summary>
    public static TheoryData<string> Names => FaultBench.Seeds.Count > 1 ? [.. Example.Names] : ["rename-column", "change-type"];

    /// <summary>One, or all.</summary>
    public static TheoryData<string> AbortNames => FaultBench.Seeds.Count > 1 ? [.. Example.Names] : ["rename-column"];

    [DatabaseTheory, MemberData(nameof(AbortNames))]
    public async Task Abort_leads_back_wherever_expand_is_killed_and_resume_goes_on(string name)
    {
        var example = new Example(name);
        await using var plain = await example.CreateDatabaseAsync(empty: true);
        await using var database = await example.CreateDatabaseAsync();
        await example.MigratePlainlyAsync(plain);
        var before = await Dump.OfAsync(database);
        var random = new Random(name.Length);

        for (var run = 0; run < FaultBench.Seeds.Count; run++)
        {
            await KillAsync(Cli.Start(database, ["expand", .. example.Files("sql")]), random);
            var back = await BackAsync(database);
            await KillAsync(Cli.Start(database, back), random);
            await EndAsync(Cli.Start(database, back));
            Assert.Equal(before, await Dump.OfAsync(database));
        }

        await KillAsync(Cli.Start(database, ["expand", .. example.Files("sql")]), random);
        await EndAsync(Cli.Start(database, "resume"));
        await EndAsync(Cli.Start(database, ["expand", .. example.Files("sql")])); // Where it was killed before it had written anything down.
        await KillAsync(Cli.Start(database, "contract"), random);
        await EndAsync(Cli.Start(database, "resume"));
        await EndAsync(Cli.Start(database, "contract"));
        await EndAsync(Cli.Start(database, "purge", "--now"));
        Assert.Equal(await Dump.OfAsync(plain), await Dump.OfAsync(database));
    }

    [DatabaseTheory, MemberData(nameof(Names))]
    public async Task Same_command_again_ends_in_the_same_state_wherever_it_is_killed(string name)
    {
        var example = new Example(name);
        await using var plain = await example.CreateDatabaseAsync(empty: true);
        await using var database = await example.CreateDatabaseAsync();
        await example.MigratePlainlyAsync(plain);

        await RepeatAsync(() => Cli.Start(database, ["expand", .. example.Files("sql")]));
        await RepeatAsync(() => Cli.Start(database, "contract"));
        await RepeatAsync(() => Cli.Start(database, "purge", "--now"));

        Assert.Equal(await Dump.OfAsync(plain), await Dump.OfAsync(database));
    }

    [DatabaseFact]
    public async Task Resume_goes_on_in_the_middle_of_a_backfill()
    {
        var example = new Example("change-type");
        await using var database = await example.CreateDatabaseAsync();
        await database.ExecuteAsync("INSERT INTO orders SELECT n, 1, 'new', 1, 'x' FROM generate_series(10001, 210000) n");
        using (var first = Cli.Start(database, ["expand", .. example.Files("sql")]))
        {
            while ((await first.NextAsync())!.Value.GetProperty("event").GetString() != "batch")
                continue;
            await first.KillAsync();
        }

        var filled = await database.ScalarAsync<long>("SELECT sum(rows)::bigint FROM safemigrate.backfill_range");
        using var second = Cli.Start(database, "resume");
        await second.EndAsync();

        Assert.Equal(0, second.ExitCode);
        var rows = await database.ScalarAsync<long>("SELECT count(*) FROM orders");
        Assert.InRange(filled, 1, rows - 1);
        Assert.Equal(rows, await database.ScalarAsync<long>("SELECT sum(rows)::bigint FROM safemigrate.backfill"));
    }

    // A small change is expanded before the kill comes, and abort leaves what is finished.
    private static async Task<string> BackAsync(TestDatabase database)
    {
        var status = await new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString }).StatusAsync();
        return status.Changes.GroupBy(change => change.Migration).Any(changes => changes.All(change => change.State == ChangeState.Expanded)) ? "rollback" : "abort";
    }

    // At one of its first events, or a few milliseconds later: in the middle of a step.
    private static async Task KillAsync(Cli started, Random random)
    {
        using var cli = started;
        for (var events = random.Next(1, 12); events > 0 && await cli.NextAsync() is not null;)
            events--;
        await Task.Delay(random.Next(20));
        await cli.KillAsync();
    }

    private static async Task EndAsync(Cli started)
    {
        using var cli = started;
        var errors = await cli.EndAsync();
        Assert.True(cli.ExitCode == 0, errors);
    }

    // Kills at the first event, then at the second, and so on: each run gets one further than the last.
    private static async Task RepeatAsync(Func<Cli> start)
    {
        for (var point = 1; ; point++)
        {
            using var cli = start();
            var events = 0;
            while (events < point && await cli.NextAsync() is not null)
                events++;
            if (events == point)
            {
                await cli.KillAsync();
                continue;
            }

            var errors = await cli.EndAsync();
            Assert.True(cli.ExitCode == 0, errors);
            return;
        }
    }
}
