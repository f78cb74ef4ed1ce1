using Npgsql;
using SafeMigrate.Planning;
using SafeMigrate.Runner;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.DatabaseTests.Runner;

public class JournalTests
{
    private static readonly IReadOnlyList<Migration> Migrations = [Raw.Migration("1", "CREATE TABLE t (a int)")];

    [DatabaseFact]
    public async Task Is_not_created_when_a_migration_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        var refused = new Migration("2", "bad", [new Statement(Location.None, "Raw", [new Unreadable("unexpected FOO")])]) { Source = new SourceText("2.sql", "FOO") };

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => Runner(database.ConnectionString).ExpandAsync([.. Migrations, refused]));

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains("2.sql: unexpected FOO", refusal.Message);
        await AssertUntouchedAsync(database);
    }

    [DatabaseFact]
    public async Task Is_not_created_when_a_migration_has_no_safe_plan()
    {
        await using var database = await TestDatabase.CreateAsync();
        var runner = Runner(database.ConnectionString, new Plan([]) { NotPossible = "it cannot be split" });

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.ExpandAsync(Migrations));

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains("1.sql: it cannot be split", refusal.Message);
        await AssertUntouchedAsync(database);
    }

    [DatabaseFact]
    public async Task Is_not_created_by_commands_that_have_nothing_to_do()
    {
        await using var database = await TestDatabase.CreateAsync();
        var runner = Runner(database.ConnectionString);

        await runner.ContractAsync();
        await runner.RollbackAsync();
        await runner.RevertAsync();
        await runner.PurgeAsync(now: true);
        await runner.ResumeAsync();
        await runner.ExpandAsync([]);

        Assert.Empty((await runner.StatusAsync()).Changes);
        await AssertUntouchedAsync(database);
    }

    [DatabaseFact]
    public async Task Needs_the_right_to_create_a_schema_and_says_so()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var role = await Role.CreateAsync(database, "");

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => Runner(role.ConnectionString).ExpandAsync(Migrations));

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains("GRANT CREATE ON DATABASE", refusal.Message);
        await AssertUntouchedAsync(database);
    }

    [DatabaseFact]
    public async Task Works_for_a_role_that_owns_the_tables_and_may_create_in_the_database()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var role = await Role.CreateAsync(database, $"GRANT CREATE ON DATABASE \"{database.ActualName}\" TO {{0}}; GRANT CREATE ON SCHEMA public TO {{0}}");

        await Runner(role.ConnectionString).ExpandAsync(Migrations);

        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM t"));
    }

    [DatabaseFact]
    public async Task Of_a_newer_program_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        var runner = Runner(database.ConnectionString);
        await runner.ExpandAsync(Migrations);
        await database.ExecuteAsync("UPDATE safemigrate.meta SET version = 99");

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.ContractAsync());

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains("version 99", refusal.Message);
    }

    [DatabaseFact]
    public async Task Of_an_older_program_is_read_and_brought_up_to_date_by_the_next_command()
    {
        await using var database = await TestDatabase.CreateAsync();
        using (var reader = new StreamReader(typeof(JournalSchema).Assembly.GetManifestResourceStream("journal-1.sql")!))
            await database.ExecuteAsync(await reader.ReadToEndAsync());
        await database.ExecuteAsync("""
            INSERT INTO safemigrate.migration (version, name, fingerprint, is_code) VALUES ('0', 'first', '', false);
            INSERT INTO safemigrate.change (migration, ordinal, description, state, plan) VALUES ('0', 0, 'first', 'contracted', '{"Change": []}');
            """);
        var runner = Runner(database.ConnectionString);

        Assert.Equal("0", Assert.Single((await runner.StatusAsync()).Changes).Migration);
        await runner.DoctorAsync();
        Assert.Equal(1, await database.ScalarAsync<int>("SELECT version FROM safemigrate.meta"));

        await runner.ExpandAsync(Migrations);
        Assert.Equal(JournalSchema.Version, await database.ScalarAsync<int>("SELECT version FROM safemigrate.meta"));
        Assert.Equal(["0", "1"], (await runner.StatusAsync()).Changes.Select(change => change.Migration));
    }

    [DatabaseFact]
    public async Task Of_an_older_program_that_is_at_work_is_left_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        using (var reader = new StreamReader(typeof(JournalSchema).Assembly.GetManifestResourceStream("journal-1.sql")!))
            await database.ExecuteAsync(await reader.ReadToEndAsync());
        await using var older = await database.OpenAsync("safemigrate/0.1");
        await database.ExecuteAsync($"UPDATE safemigrate.lease SET holder = 'safemigrate expand on build-7', pids = '{{{older.ProcessID}}}', since = now(), until = now() + interval '30 s'");

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => Runner(database.ConnectionString).ExpandAsync(Migrations));

        Assert.Equal(ExitCode.Refused, refusal.ExitCode);
        Assert.Contains("build-7", refusal.Message);
        Assert.Equal(1, await database.ScalarAsync<int>("SELECT version FROM safemigrate.meta"));
    }

    [DatabaseFact]
    public async Task Refuses_a_file_that_was_changed_after_expand()
    {
        await using var database = await TestDatabase.CreateAsync();
        var runner = Runner(database.ConnectionString);
        await runner.ExpandAsync(Migrations);

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.ExpandAsync([Raw.Migration("1", "CREATE TABLE other (a int)")]));

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains("1.sql: migration 1 (raw) was changed", refusal.Message);
    }

    [DatabaseFact]
    public async Task Refuses_a_wrong_password_with_a_message()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var role = await Role.CreateAsync(database, "");
        var wrong = new NpgsqlConnectionStringBuilder(role.ConnectionString) { Password = "wrong" }.ConnectionString;

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => Runner(wrong).ExpandAsync(Migrations));

        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
        Assert.Contains("Check user name and password", refusal.Message);
        Assert.DoesNotContain("wrong", refusal.Message);
    }

    [DatabaseFact]
    public async Task Goes_on_without_the_files_when_a_command_was_interrupted()
    {
        await using var database = await TestDatabase.CreateAsync();
        var crash = Crash.AtPoint(1);
        await crash.IsMetAsync(() => Runner(database.ConnectionString, crash: crash).ExpandAsync(Migrations));

        await Runner(database.ConnectionString).ResumeAsync();

        var change = Assert.Single((await Runner(database.ConnectionString).StatusAsync()).Changes);
        Assert.Equal(("1", ChangeState.Expanded), (change.Migration, change.State));
    }

    private static MigrationRunner Runner(string connectionString, Plan? plan = null, Crash? crash = null) => new(new RunnerOptions
    {
        ConnectionString = connectionString,
        Planner = (migration, _, _, _) => [plan ?? new Plan(migration.Operations.ToValueList()) { Expand = [Raw.Step("CREATE TABLE t (a int)")] }],
        Checkpoint = crash is null ? _ => Task.CompletedTask : crash.CheckAsync,
    });

    private static async Task AssertUntouchedAsync(TestDatabase database) =>
        Assert.True(await database.ScalarAsync<bool>("SELECT to_regnamespace('safemigrate') IS NULL AND to_regclass('t') IS NULL"));
}
