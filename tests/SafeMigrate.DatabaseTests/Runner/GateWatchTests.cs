using Npgsql;
using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class GateWatchTests
{
    [DatabaseFact]
    public async Task Sees_an_old_version_that_connects_now_and_then()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        await using (await database.OpenAsync("shop/1.0"))
            await Runner(database).ExpandAsync([RoundTrip.Migration("ALTER TABLE t RENAME COLUMN a TO b")]);
        NpgsqlConnection? old = null;

        // After the first look, which sees nobody.
        var runner = Runner(database, async () => old ??= await database.OpenAsync("shop/1.0"));
        var answers = await runner.GatesAsync();
        await old!.DisposeAsync();

        Assert.Equal(["sessions FAIL", "writes PASS"], answers.Select(answer => $"{answer.Gate} {answer.Answer}"));
    }

    [DatabaseFact]
    public async Task Sees_writes_by_the_old_name_whoever_writes()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        await Runner(database).ExpandAsync([RoundTrip.Migration("ALTER TABLE t RENAME COLUMN a TO b")]);
        await using var pooler = await database.OpenAsync("pooler/2.0");

        var refusal = await Assert.ThrowsAsync<RunnerException>(
            () => Runner(database, () => new NpgsqlCommand("INSERT INTO t (a) VALUES (1)", pooler).ExecuteNonQueryAsync()).ContractAsync());
        Assert.Contains("Gate writes says FAIL: Old versions still write: 1 rows by t.a", refusal.Message);

        var answers = await Runner(database, () => new NpgsqlCommand("INSERT INTO t (b) VALUES (1)", pooler).ExecuteNonQueryAsync()).GatesAsync();
        Assert.All(answers, answer => Assert.True(answer.Passes, answer.Evidence));
    }

    private static MigrationRunner Runner(TestDatabase database, Func<Task>? between = null) => new(new RunnerOptions
    {
        ConnectionString = database.ConnectionString,
        GateWindow = between is null ? TimeSpan.Zero : TimeSpan.FromMilliseconds(300),
        Delay = async (pause, cancellation) =>
        {
            if (between is not null)
                await between();
            await Task.Delay(pause, cancellation);
        },
    });
}
