using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class PlanHashTests
{
    private static readonly Migration[] Migrations = [RoundTrip.Migration("ALTER TABLE t RENAME COLUMN a TO b")];

    [DatabaseFact]
    public async Task Expand_runs_the_plan_that_was_looked_at_and_no_other()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        var options = new RunnerOptions { ConnectionString = database.ConnectionString };
        var planned = Assert.Single(await new MigrationRunner(options).PlanAsync(Migrations));
        var reviewed = new MigrationRunner(options with { PlanHashes = new Dictionary<string, string> { ["1"] = PlanHash.Of(planned) } });

        await database.ExecuteAsync("CREATE INDEX ON t (a)");
        var refusal = await Assert.ThrowsAsync<RunnerException>(() => reviewed.ExpandAsync(Migrations));
        Assert.Contains("1: the database or the migration is not what it was", refusal.Message);

        await database.ExecuteAsync("DROP INDEX t_a_idx");
        await reviewed.ExpandAsync(Migrations);
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'b'"));
    }
}
