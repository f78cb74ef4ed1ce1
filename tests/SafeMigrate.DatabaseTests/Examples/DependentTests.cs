namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>What hangs on a column goes with it, forth and back.</summary>
public class DependentTests
{
    private const string Shop = """
        DO $$ BEGIN CREATE ROLE clerk; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
        CREATE TABLE t (
          id int PRIMARY KEY,
          "a""b" varchar(20) NOT NULL,
          n int,
          other int DEFAULT 5
        );
        INSERT INTO t SELECT i, 'x' || i, i FROM generate_series(1, 300) i;
        """;

    [DatabaseTheory]
    [InlineData("GRANT SELECT (n), UPDATE (n) ON t TO clerk WITH GRANT OPTION")]
    [InlineData("ALTER TABLE t ALTER n SET STATISTICS 500; ALTER TABLE t ALTER n SET (n_distinct = 7)")]
    [InlineData("ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON t FOR ALL TO clerk USING (n > 0 AND t.n < 1000) WITH CHECK (n <> 13)")]
    [InlineData("CREATE STATISTICS s (dependencies) ON n, other FROM t; COMMENT ON STATISTICS s IS 'both'; ALTER STATISTICS s SET STATISTICS 9")]
    [InlineData("CREATE PUBLICATION p FOR TABLE t (id, n) WHERE (id > 3)")]
    [InlineData("ALTER TABLE t ALTER n SET NOT NULL; CREATE UNIQUE INDEX u ON t (n); ALTER TABLE t REPLICA IDENTITY USING INDEX u; ALTER TABLE t CLUSTER ON u; COMMENT ON INDEX u IS 'one'")]
    [InlineData("CREATE FUNCTION total() RETURNS numeric RETURN (SELECT sum(n) FROM t); GRANT EXECUTE ON FUNCTION total() TO clerk")]
    [InlineData("""
        CREATE VIEW v WITH (security_barrier = true) AS SELECT id, n, n + 1 AS more FROM t WHERE n > 0 WITH LOCAL CHECK OPTION;
        CREATE VIEW w AS SELECT v.n, t.other FROM v JOIN t USING (id);
        GRANT SELECT ON v TO clerk; GRANT UPDATE (n) ON w TO clerk; COMMENT ON VIEW v IS 'some'; COMMENT ON COLUMN v.n IS 'the n'; ALTER VIEW v ALTER n SET DEFAULT 3;
        """)]
    [InlineData("ALTER TABLE t ADD CONSTRAINT c UNIQUE (n) WITH (fillfactor = 70); COMMENT ON CONSTRAINT c ON t IS 'once'; COMMENT ON COLUMN t.n IS 'number'")]
    public async Task Goes_with_a_column(string sql)
    {
        if (sql.StartsWith("CREATE PUBLICATION", StringComparison.Ordinal) && (await TestServer.GetAsync()).Version < 15)
            sql = "CREATE PUBLICATION p FOR TABLE t";
        await RoundTrip.RunAsync(Shop + sql, "ALTER TABLE t RENAME COLUMN n TO \"new\"");
        await RoundTrip.RunAsync(Shop + sql, "ALTER TABLE t ALTER COLUMN n TYPE bigint", plain: false);
    }

    [DatabaseTheory]
    [InlineData("CREATE MATERIALIZED VIEW m AS SELECT n FROM t")]
    [InlineData("ALTER TABLE t ADD twice int GENERATED ALWAYS AS (n * 2) STORED")]
    [InlineData("ALTER TABLE t ADD EXCLUDE (n WITH =)")]
    [InlineData("ALTER TABLE t ALTER \"a\"\"b\" SET STORAGE EXTERNAL; ALTER TABLE t ALTER \"a\"\"b\" SET COMPRESSION pglz")]
    public async Task Stays_with_a_column_that_is_renamed(string sql)
    {
        await RoundTrip.RunAsync(Shop + sql, "ALTER TABLE t RENAME COLUMN n TO \"select\"");
        await RoundTrip.RunAsync(Shop + sql, "ALTER TABLE t RENAME COLUMN \"a\"\"b\" TO \"Größe\"");
    }

    [DatabaseFact]
    public async Task A_trigger_on_a_column_moves_with_a_change_of_type() => await RoundTrip.RunAsync(
        Shop + """
            CREATE FUNCTION bump() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.other := NEW.n; RETURN NEW; END';
            CREATE TRIGGER g BEFORE UPDATE OF n ON t FOR EACH ROW WHEN (NEW.n > 5) EXECUTE FUNCTION bump();
            COMMENT ON TRIGGER g ON t IS 'bumps'; ALTER TABLE t ENABLE ALWAYS TRIGGER g;
            """,
        "ALTER TABLE t ALTER COLUMN n TYPE bigint",
        plain: false);

    [DatabaseFact]
    public async Task A_view_that_the_same_migration_creates_uses_the_column_that_stays() => await RoundTrip.RunAsync(
        Shop, "ALTER TABLE t RENAME COLUMN n TO m;\n-- safemigrate:phase expand\n-- safemigrate:rollback DROP VIEW v\nCREATE VIEW v AS SELECT m FROM t");

    [DatabaseFact]
    public async Task Names_with_what_format_reads_are_only_names() => await RoundTrip.RunAsync(
        "CREATE TABLE \"50%s'\" (id int PRIMARY KEY, \"a%\" int CHECK (\"a%\" >= 0)); CREATE INDEX \"i%\" ON \"50%s'\" (\"a%\"); COMMENT ON INDEX \"i%\" IS '%s';"
            + " ALTER TABLE \"50%s'\" ALTER \"a%\" SET STATISTICS 50; GRANT SELECT (\"a%\") ON \"50%s'\" TO PUBLIC; INSERT INTO \"50%s'\" VALUES (1, 1), (2, NULL)",
        "ALTER TABLE \"50%s'\" ALTER \"a%\" TYPE bigint");
}
