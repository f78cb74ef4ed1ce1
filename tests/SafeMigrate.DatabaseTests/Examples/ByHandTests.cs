using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>What somebody does by hand to a column while a change of it is open is carried over, or contract says what it met and changes nothing.</summary>
public class ByHandTests
{
    private const string Shop = """
        DO $$ BEGIN CREATE ROLE clerk; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        CREATE TABLE t (id int PRIMARY KEY, n int DEFAULT 3);
        CREATE INDEX i ON t (n);
        ALTER TABLE t ADD CONSTRAINT positive CHECK (n > 0);
        GRANT SELECT (n), UPDATE (n) ON t TO clerk;
        INSERT INTO t SELECT i, i FROM generate_series(1, 30) i;
        """;

    [DatabaseTheory]
    [InlineData("ALTER TABLE t ALTER n TYPE bigint", "n", "n")]
    [InlineData("ALTER TABLE t RENAME n TO number", "number", "number")]
    [InlineData("ALTER TABLE t RENAME n TO number", "n", "number")]
    [InlineData("-- safemigrate:up n + 1\n-- safemigrate:down number - 1\nALTER TABLE t RENAME n TO number", "n", "number")]
    public async Task Privileges_and_comments_go_with_the_name(string migration, string before, string after)
    {
        var setup = migration.StartsWith("--", StringComparison.Ordinal) ? Shop + "DROP INDEX i; ALTER TABLE t DROP CONSTRAINT positive;" : Shop;
        await using var database = await TestDatabase.CreateAsync(setup);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration(migration)]);
        await database.ExecuteAsync($"REVOKE UPDATE ({before}) ON t FROM clerk; GRANT REFERENCES ({before}) ON t TO PUBLIC; COMMENT ON COLUMN t.{before} IS 'by hand'; CREATE VIEW v AS SELECT {before} FROM t");

        await runner.ContractAsync();
        Assert.Equal("PUBLIC REFERENCES, clerk SELECT; by hand", await OfAsync(database, after));
        Assert.Equal(after, await database.ScalarAsync<string>("""
            SELECT attname::text FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refobjid = 't'::regclass AND d.refobjsubid > 0
            JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid WHERE ev_class = 'v'::regclass
            """));

        await database.ExecuteAsync($"GRANT UPDATE ({after}) ON t TO clerk; REVOKE ALL ({after}) ON t FROM PUBLIC; COMMENT ON COLUMN t.{after} IS NULL");
        await runner.RevertAsync();
        Assert.Equal("clerk SELECT, clerk UPDATE; ", await OfAsync(database, "n"));
        Assert.StartsWith("clerk SELECT, clerk UPDATE; ", await OfAsync(database, after));
    }

    [DatabaseFact]
    public async Task What_cannot_be_carried_over_stops_contract_before_it_changes_anything()
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration("ALTER TABLE t ALTER n TYPE bigint")]);
        (string Sql, string Undo, string Said)[] surprises =
        [
            ("CREATE INDEX by_hand ON t (n)", "DROP INDEX by_hand", "index public.by_hand is new"),
            ("ALTER TABLE t ADD CONSTRAINT small CHECK (n < 1000)", "ALTER TABLE t DROP CONSTRAINT small", "table constraint small on public.t is new"),
            ("ALTER TABLE t ADD UNIQUE (n); CREATE TABLE child (n int REFERENCES t (n))", "DROP TABLE child; ALTER TABLE t DROP CONSTRAINT t_n_key", "child_n_fkey on public.child is new"),
            ("ALTER TABLE t ADD twice int GENERATED ALWAYS AS (n * 2) STORED", "ALTER TABLE t DROP twice", "column"),
            ("CREATE MATERIALIZED VIEW m AS SELECT n FROM t", "DROP MATERIALIZED VIEW m", "materialized view public.m is new"),
            ("ALTER TABLE t ALTER n SET DEFAULT 9", "ALTER TABLE t ALTER n SET DEFAULT 3", "its default was 3 and is 9"),
            ("ALTER TABLE t ALTER n SET NOT NULL", "ALTER TABLE t ALTER n DROP NOT NULL", "its NOT NULL was false and is true"),
            ("ALTER TABLE t DROP CONSTRAINT positive", "ALTER TABLE t ADD CONSTRAINT positive CHECK (n > 0)", "positive on public.t is not there any more as it was"),
        ];
        foreach (var (sql, undo, said) in surprises)
        {
            await database.ExecuteAsync(sql);
            var refusal = await Assert.ThrowsAsync<RunnerException>(() => runner.ContractAsync());
            Assert.Equal((ExitCode.Refused, true), (refusal.ExitCode, refusal.Message.Contains(said)));
            Assert.Equal(ChangeState.Expanded, (await runner.StatusAsync()).Changes.Single().State);
            await database.ExecuteAsync(undo);
        }

        await runner.ContractAsync();
        await database.ExecuteAsync("CREATE INDEX by_hand ON t (n)");
        Assert.Contains("index public.by_hand is new", (await Assert.ThrowsAsync<RunnerException>(() => runner.RevertAsync())).Message);
        Assert.Equal(ChangeState.Contracted, (await runner.StatusAsync()).Changes.Single().State);
    }

    [DatabaseFact]
    public async Task What_appears_while_contract_runs_stops_the_swap()
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        var begun = 0;
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            Checkpoint = point => point == "begin Contract let n be the new column" && begun++ == 0 ? database.ExecuteAsync("CREATE INDEX by_hand ON t (n)") : Task.CompletedTask,
        });
        await runner.ExpandAsync([RoundTrip.Migration("ALTER TABLE t ALTER n TYPE bigint")]);

        Assert.Contains("index public.by_hand is new", (await Assert.ThrowsAsync<MigrationStoppedException>(() => runner.ContractAsync())).Message);
        await database.ExecuteAsync("DROP INDEX by_hand");
        Assert.Equal(1, (await runner.ContractAsync()).Changes);
    }

    private static Task<string> OfAsync(TestDatabase database, string column) => database.ScalarAsync<string>($"""
        SELECT (SELECT string_agg(CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END || ' ' || privilege_type, ', ' ORDER BY grantee, privilege_type) FROM aclexplode(attacl))
            || '; ' || coalesce(col_description(attrelid, attnum), '') FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = '{column}'
        """);
}
