using SafeMigrate.DatabaseTests.Examples;

namespace SafeMigrate.DatabaseTests.Processes;

public class KillTests
{
    [DatabaseTheory]
    [InlineData("rename-column")]
    [InlineData("change-type")]
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
