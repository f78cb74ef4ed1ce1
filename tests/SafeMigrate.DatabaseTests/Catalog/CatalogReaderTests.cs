using SafeMigrate.Runner.Catalog;

namespace SafeMigrate.DatabaseTests.Catalog;

public class CatalogReaderTests
{
    [DatabaseFact]
    public async Task Reads_columns_constraints_and_indexes_as_a_migration_would_write_them()
    {
        var table = await ReadAsync(
            "t",
            """
            CREATE TABLE p (id int PRIMARY KEY);
            CREATE TABLE t (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                name varchar(20) COLLATE "C" NOT NULL DEFAULT 'x',
                twice int GENERATED ALWAYS AS (p_id * 2) STORED,
                p_id int REFERENCES p);
            ALTER TABLE t ADD CONSTRAINT short CHECK (length(name) < 10) NOT VALID;
            CREATE INDEX t_name ON t (lower(name) DESC) WHERE p_id > 3;
            COMMENT ON COLUMN t.name IS 'what it is called';
            """);

        Assert.Equal(["id", "name", "twice", "p_id"], table.Columns.Select(column => column.Name));
        var name = table.Column("name")!;
        Assert.Equal(("character varying(20)", true, "C", "what it is called"), (name.Type.ToString(), name.NotNull, name.Collation?.Name, name.Comment));
        Assert.NotNull(name.Default);
        Assert.True(table.Column("id")!.Identity!.Always);
        Assert.True(table.Column("twice")!.Generated!.Stored);
        Assert.Equal(["id"], table.KeyColumns);
        Assert.True(table.Constraint("short")!.NotValid);
        Assert.Equal("p", Assert.IsType<ForeignKey>(table.Constraint("t_p_id_fkey")).ReferencedTable.Name);
        var index = Assert.Single(table.Indexes);
        Assert.Equal((true, "t_name", true), (index.IsValid, index.Name, index.Columns[0].Descending));
        Assert.NotNull(index.Where);
    }

    [DatabaseTheory]
    [InlineData("CREATE VIEW v AS SELECT a FROM t", "view", "v")]
    [InlineData("CREATE MATERIALIZED VIEW m AS SELECT b + a AS s FROM t", "materialized view", "m")]
    [InlineData("CREATE POLICY mine ON t USING (a > 0)", "policy", "mine")]
    [InlineData("ALTER TABLE t ADD twice int GENERATED ALWAYS AS (a * 2) STORED", "generated column", "twice")]
    [InlineData("CREATE STATISTICS s ON a, b FROM t", "statistics", "s")]
    [InlineData("CREATE TABLE other (r int REFERENCES t (a))", "foreign key of other", "other_r_fkey")]
    [InlineData("CREATE FUNCTION f() RETURNS bigint RETURN (SELECT sum(a) FROM t)", "function", "f")]
    [InlineData("CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()", "trigger", "g")]
    [InlineData("CREATE TRIGGER w BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.a > 1) EXECUTE FUNCTION suppress_redundant_updates_trigger()", "trigger", "w")]
    public async Task Finds_what_depends_on_a_column(string sql, string kind, string name)
    {
        var table = await ReadAsync("t", "CREATE TABLE t (a int UNIQUE, b int); " + sql);

        Assert.Contains(new Dependent(kind, name, "a"), table.Dependents);
    }

    [DatabaseFact]
    public async Task Finds_a_publication_of_some_columns_from_version_15_on()
    {
        var lists = (await TestServer.GetAsync()).Version >= 15;
        var table = await ReadAsync("t", $"CREATE TABLE t (a int UNIQUE, b int); CREATE PUBLICATION c FOR TABLE t {(lists ? "(a)" : "")}");

        Assert.Equal(lists, table.Dependents.Contains(new Dependent("publication", "c", "a")));
    }

    [DatabaseFact]
    public async Task Finds_nothing_that_depends_on_a_plain_column()
    {
        var table = await ReadAsync("t", "CREATE TABLE t (a serial PRIMARY KEY, b int DEFAULT 3 CHECK (b > 0)); CREATE INDEX ON t (b)");

        Assert.Empty(table.Dependents);
    }

    [DatabaseFact]
    public async Task Tells_an_index_whose_build_failed()
    {
        var table = await ReadAsync("t", "CREATE TABLE t (a int); CREATE INDEX i ON t (a); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'i'::regclass");

        Assert.False(Assert.Single(table.Indexes).IsValid);
    }

    [DatabaseFact]
    public async Task Knows_partitions_and_tables_of_other_schemas()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE SCHEMA s; CREATE TABLE s.t (a int) PARTITION BY RANGE (a); CREATE TABLE s.t1 PARTITION OF s.t FOR VALUES FROM (1) TO (9)");

        var schema = await CatalogReader.ReadAsync(database.ConnectionString);

        Assert.Equal("RANGE (a)", schema.Find(new QualifiedName("s", "t"))!.PartitionBy);
        Assert.Equal(new QualifiedName("s", "t"), schema.Find(new QualifiedName("s", "t1"))!.PartitionOf!.Parent);
        Assert.True(schema.IsComplete);
    }

    private static async Task<Table> ReadAsync(string table, string sql)
    {
        await using var database = await TestDatabase.CreateAsync(sql);
        return (await CatalogReader.ReadAsync(database.ConnectionString)).Find(table)!;
    }
}
