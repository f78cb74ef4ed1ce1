using System.Diagnostics;
using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

/// <summary>A history of hundreds of migrations costs hundreds of times what one costs, and not the square of it.</summary>
public class LongHistoryTests
{
    private const int Length = 12;

    [DatabaseFact]
    public async Task Sends_no_more_statements_for_the_last_migration_than_for_the_second()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var running = await database.OpenAsync("shop/1.0");
        var sent = 0;
        var sentBy = new Dictionary<string, int>();
        using var listener = Listen(database.ActualName, () => Interlocked.Increment(ref sent));
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            OnEvent = item =>
            {
                if (item is { Kind: RunnerEventKind.Change, State: "expanded", Migration: { } migration })
                    sentBy[migration] = sent;
            },
        });

        await runner.ExpandAsync([.. Enumerable.Range(1, Length).Select(Migration)]);

        Assert.Equal(Length, await database.ScalarAsync<long>("SELECT count(*) FROM safemigrate.seen WHERE service = 'shop' AND version = '1.0'"));
        Assert.Equal(Length, sentBy.Count);
        var second = sentBy["2"] - sentBy["1"];
        var last = sentBy[$"{Length}"] - sentBy[$"{Length - 1}"];

        // The lease may have been renewed in between, and the versions that are connected written down again.
        Assert.InRange(last, 1, second + 4);
        Assert.InRange(second, 1, 80);
    }

    private static Migration Migration(int number) => RoundTrip.Migration(
        $"CREATE TABLE t{number} (id int PRIMARY KEY, a text); CREATE INDEX ON t{number} (a); ALTER TABLE t{Math.Max(1, number - 1)} ADD COLUMN b{number} text;")
        with
    { Version = $"{number}" };

    private static ActivityListener Listen(string database, Action sent)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("db.name") as string == database || activity.GetTagItem("db.namespace") as string == database)
                    sent();
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
