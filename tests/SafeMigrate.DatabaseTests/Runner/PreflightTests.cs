using Npgsql;
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
    public async Task Refuses_an_index_for_which_the_disk_has_no_room_or_says_what_it_needs_where_the_disk_cannot_be_seen()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
        await database.ExecuteAsync("UPDATE pg_class SET reltuples = 1e13 WHERE relname = 't'");
        var recorder = new Recorder();
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString, OnEvent = recorder.Add });

        var refusal = await Record.ExceptionAsync(() => runner.ExpandAsync([RoundTrip.Migration("CREATE INDEX i ON t (a)")]));

        Assert.Matches("The index builds and batches need about [0-9.,]+ [GT]B", refusal?.Message ?? recorder.Events.Single(item => item.Step == "preflight").Message);
        Assert.Equal(refusal is null, await database.ScalarAsync<bool>("SELECT to_regclass('i') IS NOT NULL"));
    }

    [DatabaseFact]
    public async Task Tells_of_somebody_elses_build_on_the_table()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); CREATE TABLE other (a int)");
        await using var application = await database.OpenAsync("shop/1.0");
        await using var open = await application.BeginTransactionAsync();
        await using (var read = new NpgsqlCommand("SELECT FROM other", application))
            await read.ExecuteNonQueryAsync();
        var build = Task.Run(() => database.ExecuteAsync("CREATE INDEX CONCURRENTLY theirs ON t (a)"));
        while (await database.ScalarAsync<long>("SELECT count(*) FROM pg_stat_progress_create_index WHERE datname = current_database()") == 0 && !build.IsCompleted)
            await Task.Yield();
        var recorder = new Recorder();
        var noted = recorder.NextAsync(item => item.Step == "preflight");

        var expand = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString, OnEvent = recorder.Add }).ExpandAsync([RoundTrip.Migration("ALTER TABLE t ADD b int")]);
        await await Task.WhenAny(noted, expand);
        await open.RollbackAsync();
        await Task.WhenAll(build, expand);

        Assert.Contains(recorder.Events, item => item.Step == "preflight" && item.Message!.StartsWith("Somebody builds an index on t (pid ", StringComparison.Ordinal));
    }

    [DatabaseFact]
    public async Task Tells_of_what_it_will_wait_for_and_of_a_table_that_is_near_its_end()
    {
        await using var database = await TestDatabase.CreateAsync($"CREATE TABLE t ({string.Join(", ", Enumerable.Range(1, 1501).Select(number => $"c{number} int"))}); CREATE TABLE other (a int)");
        await using var application = await database.OpenAsync("report/1.0");
        await using var open = await application.BeginTransactionAsync();
        await using (var read = new NpgsqlCommand("SELECT FROM other", application))
            await read.ExecuteNonQueryAsync();
        await database.ExecuteAsync($"BEGIN; SELECT FROM other; PREPARE TRANSACTION '{database.Name}'");
        var recorder = new Recorder();
        await new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString, OnEvent = recorder.Add, LongTransaction = TimeSpan.Zero })
            .ExpandAsync([RoundTrip.Migration("ALTER TABLE t ADD b int")]);
        await database.ExecuteAsync($"ROLLBACK PREPARED '{database.Name}'");

        var notes = recorder.Events.Where(item => item.Step == "preflight").Select(item => item.Message!).ToList();
        Assert.Contains(notes, note => note.StartsWith("A transaction has been open for 0 s: pid ", StringComparison.Ordinal) && note.Contains("(report/1.0, idle in transaction)"));
        Assert.Contains(notes, note => note.StartsWith($"The transaction '{database.Name}' of ", StringComparison.Ordinal) && note.Contains($"ROLLBACK PREPARED '{database.Name}'"));
        Assert.Contains(notes, note => note.Contains("has used 1501 of the 1600 column numbers"));
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
