using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Journal;

public class JournalUpgradeTests
{
    [DatabaseFact]
    public async Task Journal_of_the_first_version_is_read_and_brought_up_to_date()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
        await database.ExecuteAsync(await FirstVersionAsync());
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        Assert.Empty((await runner.StatusAsync()).Changes);
        Assert.Empty((await runner.ThrottleAsync()).Stored);
        await runner.ExpandAsync([RoundTrip.Migration("ALTER TABLE t ALTER COLUMN a TYPE bigint")]);

        Assert.Equal(ChangeState.Expanded, Assert.Single((await runner.StatusAsync()).Changes).State);
    }

    private static async Task<string> FirstVersionAsync()
    {
        await using var stream = typeof(MigrationRunner).Assembly.GetManifestResourceStream("journal-1.sql")!;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
