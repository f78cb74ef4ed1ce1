using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

/// <summary>Leftovers of builds of which no journal knows: after a restore, or of somebody else.</summary>
public class InvalidIndexTests
{
    private const string Partitioned = """
        CREATE TABLE p (a int, b int) PARTITION BY RANGE (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
        CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
        """;

    [DatabaseFact]
    public async Task Doctor_names_each_of_them_and_what_it_says_mends_it()
    {
        await using var database = await TestDatabase.CreateAsync(Partitioned + """
            CREATE TABLE t (a int); CREATE INDEX ti ON t (a);
            CREATE INDEX whole ON ONLY p (b); CREATE INDEX p1_whole ON p1 (b); ALTER INDEX whole ATTACH PARTITION p1_whole; CREATE INDEX p2_whole ON p2 (b);
            CREATE INDEX other ON p (b, a);
            UPDATE pg_index SET indisvalid = false WHERE indexrelid::regclass::text IN ('ti', 'p2_whole', 'other', 'p1_b_a_idx');
            """);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        var found = (await runner.DoctorAsync()).ToDictionary(finding => finding.Object, finding => finding.Mend);
        Assert.Equal("DROP INDEX CONCURRENTLY ti", found["ti"]);
        Assert.Equal("DROP INDEX CONCURRENTLY p2_whole", found["p2_whole"]);
        Assert.Equal("REINDEX INDEX CONCURRENTLY p1_b_a_idx; ALTER INDEX other ATTACH PARTITION p1_b_a_idx", found["p1_b_a_idx"]);
        Assert.Equal("CREATE INDEX CONCURRENTLY on each of p2 as in \"CREATE INDEX whole ON ONLY public.p USING btree (b)\", then ALTER INDEX whole ATTACH PARTITION each", found["whole"]);

        foreach (var mend in found.Values.Where(mend => !mend.StartsWith("CREATE", StringComparison.Ordinal)).OrderBy(mend => mend.StartsWith("ALTER", StringComparison.Ordinal)))
        {
            foreach (var statement in mend.Split(',')[0].Split("; "))
                await database.ExecuteAsync(statement);
        }

        await database.ExecuteAsync("CREATE INDEX CONCURRENTLY p2_whole ON p2 (b)");
        await database.ExecuteAsync("ALTER INDEX whole ATTACH PARTITION p2_whole");
        Assert.Empty(await runner.DoctorAsync());
    }

    [DatabaseTheory]
    [InlineData("CREATE TABLE t (a int); CREATE INDEX t_a_idx ON t (a)", "t_a_idx", "CREATE INDEX ON t (a)", "CONCURRENTLY t_a_idx")]
    [InlineData(Partitioned + "CREATE INDEX i ON ONLY p (b)", "i", "CREATE INDEX i ON p (b)", "i")]
    [InlineData(Partitioned + "CREATE INDEX p1_b_idx ON p1 (b)", "p1_b_idx", "CREATE INDEX i ON p (b)", "CONCURRENTLY p1_b_idx")]
    public async Task Expand_builds_no_second_one_beside_it(string setup, string index, string migration, string drop)
    {
        await using var database = await TestDatabase.CreateAsync($"{setup}; UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{index}'::regclass");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.ExpandAsync([RoundTrip.Migration(migration)]));
        Assert.Contains($"exists and is INVALID, left by a build that failed: drop it with DROP INDEX {drop}, then run this again", refusal.Message);

        await database.ExecuteAsync($"DROP INDEX {drop}");
        await runner.ExpandAsync([RoundTrip.Migration(migration)]);
        Assert.Empty(await runner.DoctorAsync());
    }

    [DatabaseFact]
    public async Task A_partition_that_came_after_the_plan_is_named()
    {
        await using var database = await TestDatabase.CreateAsync(Partitioned);
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            Checkpoint = point => point.StartsWith("begin Backfill", StringComparison.Ordinal) && point.Contains("on p itself") ? database.ExecuteAsync("CREATE TABLE p3 PARTITION OF p DEFAULT") : Task.CompletedTask,
        });

        var stopped = await Assert.ThrowsAsync<MigrationStoppedException>(() => runner.ExpandAsync([RoundTrip.Migration("CREATE INDEX i ON p (b)")]));
        Assert.Contains("index i is not whole, for p3 have no valid index that belongs to it", stopped.Message);

        await database.ExecuteAsync("CREATE INDEX p3_b ON p3 (b); ALTER INDEX i ATTACH PARTITION p3_b");
        Assert.Equal(1, (await runner.ExpandAsync([RoundTrip.Migration("CREATE INDEX i ON p (b)")])).Changes);
    }
}
