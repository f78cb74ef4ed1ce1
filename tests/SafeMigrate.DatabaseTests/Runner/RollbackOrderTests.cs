using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class RollbackOrderTests
{
    [DatabaseFact]
    public async Task A_migration_that_a_later_one_builds_on_stays_until_both_go()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id int)");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration("ALTER TABLE t ADD COLUMN c int"), RoundTrip.Migration("CREATE INDEX ci ON t (c)") with { Version = "2" }]);

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.RollbackAsync(["1"]));
        Assert.Equal(ExitCode.Refused, refusal.ExitCode);
        Assert.Contains("Migration 2 (CreateIndex ci on t) builds on what 1 made, and is expanded. Nothing was changed. Run 'safemigrate rollback --only 1,2'.", refusal.Message);
        Assert.Equal(1, await database.ScalarAsync<long>("SELECT count(*) FROM pg_indexes WHERE indexname = 'ci'"));

        Assert.Equal(2, (await runner.RollbackAsync(["1", "2"])).Changes);
    }

    [DatabaseFact]
    public async Task A_swap_that_a_later_migration_builds_on_is_not_taken_back_under_it()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id int, n int)");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration("ALTER TABLE t ALTER n TYPE bigint; ALTER TABLE t ALTER n SET NOT NULL")]);
        await runner.ContractAsync();
        await runner.ExpandAsync([RoundTrip.Migration("CREATE INDEX i ON t (n)") with { Version = "2" }]);

        Assert.Contains("First run 'safemigrate rollback --only 2'", (await Assert.ThrowsAsync<RunnerException>(() => runner.RevertAsync(["1"]))).Message);
        await runner.RollbackAsync(["2"]);
        Assert.Equal(2, (await runner.RevertAsync(["1"])).Changes);
    }

    [DatabaseFact]
    public async Task What_never_ran_is_not_undone()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id int)");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        var migration = RoundTrip.Migration("""
            -- safemigrate:phase expand
            -- safemigrate:rollback DROP VIEW one
            CREATE VIEW one AS SELECT 1 AS x;
            -- safemigrate:phase expand
            -- safemigrate:rollback DROP VIEW two
            CREATE VIEW two AS SELECT missing FROM t;
            -- safemigrate:phase expand
            -- safemigrate:rollback DROP VIEW three
            CREATE VIEW three AS SELECT 3 AS x;
            """);
        await Assert.ThrowsAsync<MigrationStoppedException>(() => runner.ExpandAsync([migration]));

        Assert.Equal(3, (await runner.RollbackAsync()).Changes);
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM pg_views WHERE schemaname = 'public'"));
    }
}
