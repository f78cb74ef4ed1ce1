using SafeMigrate.Planning;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class MigrationRunnerTests
{
    private static readonly Plan AddAndDrop = new([Raw.Operation("a becomes b")])
    {
        Expand = [Raw.Step("ALTER TABLE t ADD b int")],
        Backfill =
        [
            new Step("fill", [new BackfillColumn("t", "b", new Expression("a"), new Expression("b IS NULL AND a IS NOT NULL"))]),
        ],
        Verify = [new RequireNoRows("t", new Expression("a <> b"), "{0} rows differ")],
        Contract = [Raw.Step("ALTER TABLE t RENAME a TO a_old")],
        Revert = [Raw.Step("ALTER TABLE t RENAME a_old TO a")],
        Purge = [Raw.Step("ALTER TABLE t DROP a_old")],
        Rollback = [Raw.Step("ALTER TABLE t DROP IF EXISTS b")],
    };

    private static readonly IReadOnlyList<Migration> Migrations = [Raw.Migration("1", "a becomes b")];

    [DatabaseFact]
    public async Task Leads_through_all_phases_and_back()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); INSERT INTO t SELECT generate_series(1, 10000)");
        var runner = Runner(database);

        await runner.ExpandAsync(Migrations);
        Assert.Equal(10000, await database.ScalarAsync<long>("SELECT count(*) FROM t WHERE a = b"));

        await runner.RollbackAsync();
        Assert.Equal("a", await Columns(database));

        await runner.ExpandAsync(Migrations);
        await runner.ContractAsync();
        Assert.Equal("a_old,b", await Columns(database));

        await runner.RevertAsync();
        Assert.Equal("a,b", await Columns(database));

        await runner.ContractAsync();
        await runner.PurgeAsync(now: true);
        Assert.Equal("b", await Columns(database));
    }

    [DatabaseFact]
    public async Task Has_nothing_to_do_the_second_time()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        var runner = Runner(database);
        await runner.ExpandAsync(Migrations);

        var again = await runner.ExpandAsync(Migrations);

        Assert.Equal((0, 0), (again.Changes, again.Steps));
        Assert.StartsWith("Nothing to do", again.Message);
    }

    [DatabaseFact]
    public async Task Verifies_before_contract_changes_anything()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        var runner = Runner(database);
        await runner.ExpandAsync(Migrations);
        await database.ExecuteAsync("INSERT INTO t VALUES (1, 2)");

        var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.ContractAsync());

        Assert.Equal(ExitCode.Refused, refusal.ExitCode);
        Assert.Contains("1 rows differ", refusal.Message);
        Assert.Equal("a,b", await Columns(database));
    }

    private static MigrationRunner Runner(TestDatabase database) => new(new RunnerOptions
    {
        ConnectionString = database.ConnectionString,
        CommandLine = "safemigrate test",
        Planner = (_, _, _, _) => [AddAndDrop],
    });

    private static Task<string> Columns(TestDatabase database) => database.ScalarAsync<string>(
        "SELECT string_agg(attname, ',' ORDER BY attname) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0 AND NOT attisdropped");
}
