using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>What somebody does by hand to a table while another one is to take its place is carried over, or contract says what it met and changes nothing.</summary>
public class RebuiltByHandTests
{
    private const string Shop = """
        DO $$ BEGIN CREATE ROLE clerk; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        CREATE TABLE users (id int PRIMARY KEY);
        CREATE TABLE "or""ders" (id int PRIMARY KEY, user_id int REFERENCES users, total numeric(8,2));
        GRANT SELECT, UPDATE ON "or""ders" TO clerk;
        CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        INSERT INTO users VALUES (1);
        INSERT INTO "or""ders" SELECT i, 1, i FROM generate_series(1, 30) i;
        """;

    private const string Rebuild = """
        CREATE TABLE o (id int PRIMARY KEY, user_id int REFERENCES users, total numeric(8,2) CHECK (total > 0));
        GRANT SELECT, UPDATE ON o TO clerk;
        INSERT INTO o SELECT * FROM "or""ders";
        DROP TABLE "or""ders";
        ALTER TABLE o RENAME TO "or""ders";
        """;

    [DatabaseFact]
    public async Task What_would_stay_behind_stops_contract_and_revert_before_they_change_anything()
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration(Rebuild)]);
        (string Sql, string Undo, string Said)[] surprises =
        [
            ("CREATE INDEX by_hand ON ONLY \"or\"\"ders\" (total)", "DROP INDEX by_hand", "index public.by_hand is new"),
            ("ALTER TABLE \"or\"\"ders\" ADD note text", "ALTER TABLE \"or\"\"ders\" DROP note", "column note is new"),
            ("ALTER TABLE \"or\"\"ders\" ALTER total SET DEFAULT 7", "ALTER TABLE \"or\"\"ders\" ALTER total DROP DEFAULT", "column total is not as it was"),
            ("ALTER TABLE \"or\"\"ders\" ADD CONSTRAINT small CHECK (total < 99)", "ALTER TABLE \"or\"\"ders\" DROP CONSTRAINT small", "table constraint small on public.\"or\"\"ders\" is new"),
            ("CREATE TABLE items (of int CONSTRAINT of_order REFERENCES \"or\"\"ders\")", "DROP TABLE items", "table constraint of_order on public.items is new"),
            ("CREATE TRIGGER \"by'hand\" BEFORE INSERT ON \"or\"\"ders\" FOR EACH ROW EXECUTE FUNCTION nothing()", "DROP TRIGGER \"by'hand\" ON \"or\"\"ders\"", "trigger \"by'hand\" on public.\"or\"\"ders\" is new"),
            ("CREATE POLICY own ON \"or\"\"ders\" USING (id > 0)", "DROP POLICY own ON \"or\"\"ders\"", "policy own on public.\"or\"\"ders\" is new"),
            ("ALTER TABLE \"or\"\"ders\" ENABLE ROW LEVEL SECURITY", "ALTER TABLE \"or\"\"ders\" DISABLE ROW LEVEL SECURITY", "its row level security was falsefalse and is truefalse"),
            ("CREATE VIEW sums AS SELECT sum(total) FROM \"or\"\"ders\"", "DROP VIEW sums", "view public.sums is new"),
            ("CREATE MATERIALIZED VIEW sums AS SELECT sum(total) FROM \"or\"\"ders\"", "DROP MATERIALIZED VIEW sums", "view public.sums is new"),
            ("CREATE STATISTICS both_of ON user_id, total FROM \"or\"\"ders\"", "DROP STATISTICS both_of", "statistics object public.both_of is new"),
            ("CREATE PUBLICATION p FOR TABLE \"or\"\"ders\"", "DROP PUBLICATION p", "publication relation public.\"or\"\"ders\" in publication p is new"),
            ("GRANT UPDATE (total) ON \"or\"\"ders\" TO PUBLIC", "REVOKE UPDATE (total) ON \"or\"\"ders\" FROM PUBLIC", "privilege UPDATE on column total for PUBLIC is new"),
            ("ALTER TABLE \"or\"\"ders\" SET (fillfactor = 70)", "ALTER TABLE \"or\"\"ders\" RESET (fillfactor)", "its storage parameters was none and is {fillfactor=70}"),
        ];
        foreach (var (sql, undo, said) in surprises)
            await RefusesAsync(() => runner.ContractAsync(), ChangeState.Expanded, sql, undo, said);

        await runner.ContractAsync();
        foreach (var (sql, undo, said) in surprises.Where(one => one.Said.EndsWith("is new", StringComparison.Ordinal)).Take(4))
            await RefusesAsync(() => runner.RevertAsync(), ChangeState.Contracted, sql, undo, said);
        await runner.RevertAsync();
        await runner.ContractAsync();
        await runner.PurgeAsync(now: true);

        async Task RefusesAsync(Func<Task> command, ChangeState state, string sql, string undo, string said)
        {
            await database.ExecuteAsync(sql);
            var refusal = await Assert.ThrowsAsync<RunnerException>(command);
            Assert.Contains(said, refusal.Message);
            Assert.Equal(ExitCode.Refused, refusal.ExitCode);
            Assert.All((await runner.StatusAsync()).Changes, change => Assert.Equal(state, change.State));
            await database.ExecuteAsync(undo);
        }
    }

    [DatabaseFact]
    public async Task Privileges_and_the_comment_go_with_the_name()
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration(Rebuild)]);
        await database.ExecuteAsync("REVOKE UPDATE ON \"or\"\"ders\" FROM clerk; GRANT DELETE ON \"or\"\"ders\" TO PUBLIC; COMMENT ON TABLE \"or\"\"ders\" IS '100 % by ''hand'''");

        await runner.ContractAsync();
        Assert.Equal("PUBLIC DELETE, clerk SELECT; 100 % by 'hand'", await OfAsync(database));

        await database.ExecuteAsync("GRANT UPDATE ON \"or\"\"ders\" TO clerk; REVOKE DELETE ON \"or\"\"ders\" FROM PUBLIC; COMMENT ON TABLE \"or\"\"ders\" IS NULL");
        await runner.RevertAsync();
        Assert.Equal("clerk SELECT, clerk UPDATE; ", await OfAsync(database));
    }

    [DatabaseFact]
    public async Task What_appears_while_contract_runs_stops_the_swap()
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        var begun = 0;
        var runner = new MigrationRunner(new RunnerOptions
        {
            ConnectionString = database.ConnectionString,
            Checkpoint = point => point.StartsWith("begin Contract put o in the place", StringComparison.Ordinal) && begun++ == 0 ? database.ExecuteAsync("ALTER TABLE \"or\"\"ders\" ADD note text") : Task.CompletedTask,
        });
        await runner.ExpandAsync([RoundTrip.Migration(Rebuild)]);

        Assert.Contains("column note is new", (await Assert.ThrowsAsync<MigrationStoppedException>(() => runner.ContractAsync())).Message);
        await database.ExecuteAsync("ALTER TABLE \"or\"\"ders\" DROP note");
        await runner.ContractAsync();
        Assert.Equal(30, await database.ScalarAsync<long>("SELECT count(*) FROM \"or\"\"ders\""));
    }

    [DatabaseFact]
    public async Task A_view_that_somebody_made_over_a_materialized_view_does_not_follow_it_out_of_sight()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id int); CREATE MATERIALIZED VIEW m AS SELECT id FROM t");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration("DROP MATERIALIZED VIEW m; CREATE MATERIALIZED VIEW m AS SELECT id, id * 2 AS twice FROM t")]);
        await RefusesAsync(() => runner.ContractAsync());
        await runner.ContractAsync();
        await RefusesAsync(() => runner.RevertAsync());
        await runner.RevertAsync();
        await runner.ContractAsync();
        Assert.Equal(1, (await runner.PurgeAsync(now: true)).Changes);

        async Task RefusesAsync(Func<Task> command)
        {
            await database.ExecuteAsync("CREATE VIEW by_hand AS SELECT id FROM m");
            Assert.Contains("view by_hand depends on materialized view m", (await Assert.ThrowsAsync<MigrationStoppedException>(command)).Message);
            await database.ExecuteAsync("DROP VIEW by_hand");
        }
    }

    private static Task<string> OfAsync(TestDatabase database) => database.ScalarAsync<string>("""
        SELECT (SELECT string_agg(CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END || ' ' || privilege_type, ', ' ORDER BY grantee, privilege_type) FROM aclexplode(relacl) WHERE grantee <> relowner)
            || '; ' || coalesce(obj_description(oid, 'pg_class'), '') FROM pg_class WHERE oid = '"or""ders"'::regclass
        """);
}
