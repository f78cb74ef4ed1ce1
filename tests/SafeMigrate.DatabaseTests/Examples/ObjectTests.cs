using Npgsql;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>Everything that is no table: forth, back, and forth again.</summary>
public class ObjectTests
{
    private const string Shop = """
        DO $$ BEGIN CREATE ROLE clerk; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        CREATE TYPE mood AS ENUM ('sad', 'ok');
        CREATE TABLE t (id int PRIMARY KEY, "n""n" text, m mood DEFAULT 'ok');
        CREATE DOMAIN positive AS int CONSTRAINT over CHECK (VALUE > 0); CREATE TABLE numbers (p positive); INSERT INTO numbers VALUES (1);
        CREATE VIEW v AS SELECT id FROM t; COMMENT ON VIEW v IS 'all'; GRANT SELECT ON v TO clerk;
        CREATE VIEW w AS SELECT id + 1 AS next FROM v;
        CREATE MATERIALIZED VIEW mv AS SELECT id FROM t; CREATE UNIQUE INDEX ON mv (id); CREATE VIEW over AS SELECT id FROM mv;
        CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 1'; COMMENT ON FUNCTION f(int) IS 'adds';
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER g BEFORE UPDATE OF id ON t FOR EACH ROW EXECUTE FUNCTION touch();
        CREATE POLICY mine ON t FOR SELECT TO clerk USING (id > 0);
        CREATE SEQUENCE s INCREMENT 5 MAXVALUE 1000; SELECT nextval('s'), nextval('s');
        COMMENT ON TABLE t IS 'before'; GRANT SELECT, INSERT ON t TO clerk;
        INSERT INTO t SELECT i, 'x', 'ok' FROM generate_series(1, 50) i;
        """;

    [DatabaseTheory]
    [InlineData("CREATE OR REPLACE VIEW v AS SELECT id, \"n\"\"n\" FROM t; CREATE VIEW x AS SELECT 1 AS one")]
    [InlineData("DROP VIEW w; DROP VIEW v; DROP VIEW over; DROP MATERIALIZED VIEW mv")]
    [InlineData("CREATE MATERIALIZED VIEW mv2 AS SELECT count(*) FROM t; REFRESH MATERIALIZED VIEW CONCURRENTLY mv")]
    [InlineData("CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT a + 2'; CREATE FUNCTION f(a text) RETURNS text LANGUAGE sql AS 'SELECT a'")]
    [InlineData("DROP VIEW over; DROP MATERIALIZED VIEW mv; CREATE MATERIALIZED VIEW mv AS SELECT id, 1 AS one FROM t; CREATE UNIQUE INDEX ON mv (id); CREATE VIEW over AS SELECT id, one FROM mv")]
    [InlineData("DROP FUNCTION f(int)")]
    [InlineData("CREATE TRIGGER h AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch(); DROP TRIGGER g ON t")]
    [InlineData("CREATE OR REPLACE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch()")]
    [InlineData("DROP POLICY mine ON t; CREATE POLICY yours ON t USING (id < 9); CREATE POLICY no ON t AS RESTRICTIVE USING (id <> 3); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")]
    [InlineData("CREATE SEQUENCE s2; ALTER SEQUENCE s INCREMENT 7 NO MAXVALUE; COMMENT ON SEQUENCE s IS 'steps'")]
    [InlineData("DROP SEQUENCE s; DROP TRIGGER g ON t; CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch(); DROP POLICY mine ON t; CREATE POLICY mine ON t USING (id > 5); DROP FUNCTION f(int); CREATE FUNCTION f(a integer) RETURNS text LANGUAGE sql AS 'SELECT a::text'")]
    [InlineData("CREATE TYPE size AS ENUM ('s', 'l'); ALTER TABLE t ADD COLUMN size size DEFAULT 's'; CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE TYPE pair AS (a int, b int); CREATE SCHEMA other")]
    [InlineData("COMMENT ON TABLE t IS 'after'; COMMENT ON COLUMN t.\"n\"\"n\" IS 'the n'; COMMENT ON VIEW v IS NULL; COMMENT ON FUNCTION f(int) IS 'more'")]
    [InlineData("GRANT UPDATE, SELECT ON t, v TO clerk; GRANT SELECT (id) ON t TO PUBLIC; REVOKE INSERT ON t FROM clerk")]
    [InlineData("DROP VIEW w; DROP VIEW v; CREATE VIEW v AS SELECT 'text'::text AS id; COMMENT ON VIEW v IS 'all'; GRANT SELECT ON v TO clerk; CREATE VIEW w AS SELECT id FROM v")]
    [InlineData("ALTER TYPE mood RENAME TO feeling")]
    [InlineData("ALTER DOMAIN positive DROP CONSTRAINT over; ALTER DOMAIN positive ADD CONSTRAINT \"a'b\" CHECK (VALUE > -1); ALTER DOMAIN positive SET NOT NULL; REINDEX TABLE CONCURRENTLY t; VACUUM ANALYZE t")]
    [InlineData("-- safemigrate:phase contract\n-- safemigrate:rollback SELECT 1\nREINDEX INDEX CONCURRENTLY t_pkey;\n-- safemigrate:phase expand\nVACUUM FULL t;")]
    [InlineData("""
        CREATE TYPE mood2 AS ENUM ('ok', 'new');
        ALTER TABLE t ALTER COLUMN m DROP DEFAULT, ALTER COLUMN m TYPE mood2 USING m::text::mood2, ALTER COLUMN m SET DEFAULT 'ok';
        DROP TYPE mood; ALTER TYPE mood2 RENAME TO mood
        """)]
    [InlineData("""
        BEGIN; CREATE TYPE "mood_new" AS ENUM ('ok', 'new');
        ALTER TABLE t ALTER COLUMN m DROP DEFAULT;
        ALTER TABLE "t" ALTER COLUMN "m" TYPE "mood_new" USING ("m"::text::"mood_new");
        ALTER TYPE "mood" RENAME TO "mood_old"; ALTER TYPE "mood_new" RENAME TO "mood"; DROP TYPE "mood_old";
        ALTER TABLE t ALTER COLUMN m SET DEFAULT 'ok'; COMMIT
        """)]
    public async Task A_change_goes_forth_and_back(string sql) => await RoundTrip.RunAsync(Shop, sql);

    [DatabaseFact]
    public async Task An_enum_value_is_there_before_the_deploy_and_stays()
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        await runner.ExpandAsync([RoundTrip.Migration("ALTER TYPE mood ADD VALUE 'happy' AFTER 'ok'")]);
        await database.ExecuteAsync("UPDATE t SET m = 'happy' WHERE id = 1");
        await runner.RollbackAsync();

        Assert.Equal("happy", await database.ScalarAsync<string>("SELECT m::text FROM t WHERE id = 1"));
    }

    [DatabaseFact]
    public async Task An_enum_value_has_both_names_from_expand_to_purge()
    {
        await using var database = await TestDatabase.CreateAsync(Shop + """
            CREATE TABLE part (id int, m mood NOT NULL DEFAULT 'ok', CHECK (m <> 'sad')) PARTITION BY RANGE (id); CREATE TABLE part1 PARTITION OF part DEFAULT;
            CREATE TABLE kid (more int) INHERITS (t);
            """);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration("ALTER TYPE mood RENAME VALUE 'ok' TO 'it''s fine'")]);

        Assert.Equal("ok ok ok ok", await WriteAsync(1000));
        await runner.ContractAsync();
        Assert.Equal("it's fine it's fine it's fine it's fine", await WriteAsync(2000));
        await runner.RevertAsync();
        Assert.Equal("ok ok ok ok", await WriteAsync(3000));
        await runner.ContractAsync();
        await runner.PurgeAsync(now: true);

        Assert.Equal("it's fine", await database.ScalarAsync<string>("SELECT string_agg(DISTINCT m::text, ',') FROM (SELECT m FROM t UNION ALL SELECT m FROM part) rows"));
        Assert.Equal("sad,it's fine,sm_old_ok", await database.ScalarAsync<string>("SELECT array_to_string(enum_range(NULL::mood), ',')"));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'zzz%'"));
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("INSERT INTO t (id, m) VALUES (5000, 'ok')"));

        // By the old name and the new one, in an array that drivers send, and in rows that exist.
        Task<string> WriteAsync(int id) => database.ScalarAsync<string>($"""
            WITH one AS (INSERT INTO t (id, m) VALUES ({id}, 'ok'), ({id + 1}, 'it''s fine') RETURNING m),
              two AS (INSERT INTO part SELECT {id}, m FROM unnest(ARRAY['it''s fine']::mood[]) AS m RETURNING m),
              three AS (UPDATE t SET m = 'it''s fine' WHERE id = 1 RETURNING m)
            SELECT string_agg(m::text, ' ') FROM (SELECT m FROM one UNION ALL SELECT m FROM two UNION ALL SELECT m FROM three) rows
            """);
    }

    [DatabaseFact]
    public async Task A_value_is_not_renamed_where_it_is_written_unseen()
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration("ALTER TYPE mood RENAME VALUE 'ok' TO 'fine'")]);
        await database.ExecuteAsync("CREATE TABLE later (m mood); INSERT INTO later VALUES ('fine')");

        var stopped = await Assert.ThrowsAsync<MigrationStoppedException>(() => runner.ContractAsync());

        Assert.Contains("column m of later is mood, and nothing looks at the values", stopped.Message);
        Assert.Equal("fine", await database.ScalarAsync<string>("SELECT m::text FROM later"));
    }

    [DatabaseFact]
    public async Task What_cannot_be_dropped_is_said_before_anything_is_done()
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        var refusal = await Assert.ThrowsAsync<MigrationStoppedException>(() => runner.ExpandAsync([RoundTrip.Migration("DROP VIEW v")]));

        Assert.Contains("view w depends on view v", refusal.Message);
    }

    [DatabaseFact]
    public async Task A_materialized_view_is_filled_beside_the_old_one_and_takes_its_place()
    {
        const string setup = """
            CREATE TABLE sales (id int PRIMARY KEY, region text, amount int); INSERT INTO sales VALUES (1, 'north', 5), (2, 'south', 7);
            CREATE MATERIALIZED VIEW "Totals" AS SELECT region, sum(amount) AS total FROM sales GROUP BY region; CREATE UNIQUE INDEX totals_region ON "Totals" (region);
            """;
        const string sql = """
            DROP MATERIALIZED VIEW IF EXISTS "Totals";
            CREATE MATERIALIZED VIEW "Totals" AS SELECT region, sum(amount) AS amount, count(*) AS sales FROM sales GROUP BY region;
            CREATE UNIQUE INDEX totals_region ON "Totals" (region); CREATE INDEX ON "Totals" (amount);
            GRANT SELECT ON "Totals" TO PUBLIC; COMMENT ON MATERIALIZED VIEW "Totals" IS 'new';
            """;
        await RoundTrip.RunAsync(setup, sql);

        await using var database = await TestDatabase.CreateAsync(setup);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration(sql)]);
        await database.ExecuteAsync("INSERT INTO sales VALUES (3, 'south', 1); REFRESH MATERIALIZED VIEW CONCURRENTLY \"Totals\"");
        Assert.Equal(8, await database.ScalarAsync<long>("SELECT total FROM \"Totals\" WHERE region = 'south'"));
        await runner.ContractAsync();
        Assert.Equal(8, await database.ScalarAsync<long>("SELECT amount FROM \"Totals\" WHERE region = 'south' AND sales = 2"));
        await database.ExecuteAsync("INSERT INTO sales VALUES (4, 'south', 2)");
        await runner.RevertAsync();
        Assert.Equal(10, await database.ScalarAsync<long>("SELECT total FROM \"Totals\" WHERE region = 'south'"));
    }

    [DatabaseFact]
    public async Task A_materialized_view_that_others_read_is_not_replaced()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a int); CREATE MATERIALIZED VIEW m AS SELECT a FROM t; CREATE VIEW above AS SELECT a FROM m;");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        var stopped = await Assert.ThrowsAsync<MigrationStoppedException>(() =>
            runner.ExpandAsync([RoundTrip.Migration("DROP MATERIALIZED VIEW m CASCADE; CREATE MATERIALIZED VIEW m AS SELECT a, 1 AS b FROM t")]));

        Assert.Contains("other objects depend on it", stopped.Message);
    }
}
