using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class PreflightTests
{
    [DatabaseFact]
    public async Task Refuses_a_table_that_has_no_column_numbers_left()
    {
        await using var database = await TestDatabase.CreateAsync($"CREATE TABLE t ({string.Join(", ", Enumerable.Range(1, 1600).Select(number => $"c{number} int"))})");
        await database.ExecuteAsync($"ALTER TABLE t {string.Join(", ", Enumerable.Range(3, 1598).Select(number => $"DROP c{number}"))}");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.ExpandAsync([RoundTrip.Migration("ALTER TABLE t ALTER c1 TYPE bigint")]));

        Assert.Equal(ExitCode.Stopped, refusal.ExitCode);
        Assert.Contains("has used 1600 of the 1600 column numbers", refusal.Message);
        Assert.True(await database.ScalarAsync<bool>("SELECT to_regnamespace('safemigrate') IS NULL"));
    }

    [DatabaseFact]
    public async Task Tells_of_a_replication_slot_that_nobody_reads()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
        await database.ExecuteAsync($"SELECT pg_create_physical_replication_slot('{database.Name}', true)");
        var recorder = new Recorder();
        try
        {
            await new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString, OnEvent = recorder.Add })
                .ExpandAsync([RoundTrip.Migration("CREATE INDEX i ON t (a)")]);
        }
        finally
        {
            await database.ExecuteAsync($"SELECT pg_drop_replication_slot('{database.Name}')");
        }

        Assert.Contains(recorder.Events, item => item.Step == "preflight" && item.Message!.Contains($"pg_drop_replication_slot('{database.Name}')"));
    }
}
