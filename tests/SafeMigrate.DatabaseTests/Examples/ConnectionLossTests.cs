using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

public class ConnectionLossTests
{
    public static TheoryData<string> Names => ["rename-column", "change-type", "create-index"];

    [DatabaseTheory, MemberData(nameof(Names))]
    public async Task Goes_on_by_itself_when_the_server_ends_its_sessions_at_every_point(string name)
    {
        var example = new Example(name);
        await using var plain = await example.CreateDatabaseAsync(empty: true);
        await using var database = await example.CreateDatabaseAsync();
        await example.MigratePlainlyAsync(plain);
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            FirstPause = TimeSpan.FromMilliseconds(1),
            Checkpoint = AtEveryPoint(() => TerminateAsync(database)),
        });

        await runner.ExpandAsync(example.Migrations("sql"));
        await runner.ContractAsync();
        await runner.PurgeAsync(now: true);

        Assert.Equal(await Dump.OfAsync(plain), await Dump.OfAsync(database));
    }

    [DatabaseTheory, MemberData(nameof(Names))]
    public async Task Knows_what_is_done_when_the_answers_to_commits_are_lost(string name)
    {
        var example = new Example(name);
        await using var plain = await example.CreateDatabaseAsync(empty: true);
        await using var database = await example.CreateDatabaseAsync();
        await example.MigratePlainlyAsync(plain);
        await using var proxy = new CuttingProxy(database);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = proxy.ConnectionString, FirstPause = TimeSpan.FromMilliseconds(1) });

        await runner.ExpandAsync(example.Migrations("sql"));
        await runner.ContractAsync();
        await runner.PurgeAsync(now: true);

        Assert.NotEqual(0, proxy.Cuts);
        Assert.Equal(await Dump.OfAsync(plain), await Dump.OfAsync(database));
    }

    private static Func<string, Task> AtEveryPoint(Func<Task> action)
    {
        var passed = new HashSet<string>();
        return point => passed.Add(point) ? action() : Task.CompletedTask;
    }

    private static Task TerminateAsync(TestDatabase database) => database.ExecuteAsync(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'safemigrate/%' AND application_name <> 'safemigrate/tests'");
}
