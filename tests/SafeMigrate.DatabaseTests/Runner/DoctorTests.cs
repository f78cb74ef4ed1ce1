using SafeMigrate.DatabaseTests.Examples;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Runner;

public class DoctorTests
{
    private static readonly Migration Rename = RoundTrip.Migration("ALTER TABLE t RENAME COLUMN a TO b");

    [DatabaseFact]
    public async Task Finds_nothing_where_nothing_is_wrong_and_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int PRIMARY KEY CHECK (a > 0)); CREATE INDEX ON t (a)");
        var runner = Runner(database);

        Assert.Empty(await runner.DoctorAsync());
        Assert.True(await database.ScalarAsync<bool>("SELECT to_regnamespace('safemigrate') IS NULL"));

        await runner.ExpandAsync([Rename]);
        Assert.Empty(await runner.DoctorAsync());
        await runner.ContractAsync();
        Assert.Empty(await runner.DoctorAsync());
        await runner.PurgeAsync(now: true);
        Assert.Empty(await runner.DoctorAsync());
    }

    [DatabaseFact]
    public async Task Finds_what_is_left_in_the_catalog_and_how_it_is_mended()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int, c int)");
        var runner = Runner(database);
        await runner.ExpandAsync([Rename]);
        await runner.RollbackAsync();
        await database.ExecuteAsync("""
            CREATE INDEX i ON t (c);
            UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass;
            ALTER TABLE t ADD CONSTRAINT positive CHECK (c > 0) NOT VALID, ADD COLUMN sm_old_x int;
            CREATE FUNCTION safemigrate.sync_x() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE TRIGGER zzz_sync_x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION safemigrate.sync_x();
            CREATE SEQUENCE safemigrate.sync_x_old_writes;
            """);

        var findings = await runner.DoctorAsync();

        Assert.Equal(
            ["invalid-index i", "leftover safemigrate.sync_x_old_writes", "leftover t.sm_old_x", "orphaned-trigger safemigrate.sync_x()", "unvalidated-constraint positive on t"],
            findings.Select(finding => $"{finding.Kind} {finding.Object}").Order(StringComparer.Ordinal));
        foreach (var statement in findings.SelectMany(finding => finding.Mend.Split("; ")))
            await database.ExecuteAsync(statement);
        Assert.Empty(await runner.DoctorAsync());
    }

    [DatabaseFact]
    public async Task Finds_what_was_interrupted_and_what_is_overdue()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int)");
        var runner = Runner(database);
        await runner.ExpandAsync([Rename]);

        await database.ExecuteAsync("UPDATE safemigrate.change SET since = now() - interval '15 days'");
        Assert.Equal("open-too-long", await OnlyAsync(runner));
        await database.ExecuteAsync("UPDATE safemigrate.change SET state = 'expanding'; UPDATE safemigrate.lease SET holder = 'safemigrate expand on build-7'");
        Assert.Equal("stale-lease, interrupted", await OnlyAsync(runner));
        await runner.ResumeAsync();
        await database.ExecuteAsync("DROP FUNCTION IF EXISTS nothing; DO $$ DECLARE t record; BEGIN FOR t IN SELECT tgname FROM pg_trigger WHERE tgrelid = 't'::regclass LOOP EXECUTE format('DROP TRIGGER %I ON t', t.tgname); END LOOP; END $$");
        Assert.Equal("missing-trigger", await OnlyAsync(runner));
    }

    [DatabaseFact]
    public async Task Finds_what_is_kept_longer_than_the_hold_time()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int, c text)");
        var runner = Runner(database);
        await runner.ExpandAsync([Rename]);
        await runner.ContractAsync();
        Assert.Empty(await runner.DoctorAsync());

        await database.ExecuteAsync("""
            UPDATE safemigrate.change SET since = now() - interval '25 hours';
            CREATE TABLE safemigrate.kept_t_20260102t030405000000 AS SELECT 1 AS a;
            CREATE TABLE safemigrate.kept_t_29990102t030405000000 AS SELECT 1 AS a;
            """);

        var findings = await runner.DoctorAsync();
        Assert.Equal(["hold-over", "kept-rows"], findings.Select(finding => finding.Kind));
        Assert.Equal("DROP TABLE safemigrate.kept_t_20260102t030405000000", findings[1].Mend);
        await database.ExecuteAsync(findings[1].Mend);
        await runner.PurgeAsync();
        Assert.Empty(await runner.DoctorAsync());
    }

    private static async Task<string> OnlyAsync(MigrationRunner runner) => string.Join(", ", (await runner.DoctorAsync()).Select(finding => finding.Kind));

    private static MigrationRunner Runner(TestDatabase database) => new(new RunnerOptions { ConnectionString = database.ConnectionString });
}
