using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>Partitions, schemas, numbered columns, and columns that are split and merged.</summary>
public class TableTests
{
    private const string Parts = """
        CREATE TABLE customers (id int PRIMARY KEY);
        CREATE TABLE p (k int NOT NULL, a int, c int) PARTITION BY RANGE (k);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (100);
        CREATE TABLE "P 2" PARTITION OF p FOR VALUES FROM (100) TO (200);
        CREATE TABLE rest PARTITION OF p DEFAULT;
        CREATE TABLE p3 (k int NOT NULL, a int, c int);
        CREATE INDEX ix ON p (a);
        INSERT INTO customers SELECT generate_series(0, 9);
        INSERT INTO p SELECT i, i, i % 10 FROM generate_series(0, 199) i;
        INSERT INTO p3 SELECT i, i, i % 10 FROM generate_series(200, 299) i;
        """;

    [DatabaseTheory]
    [InlineData("CREATE INDEX ON p (c DESC, a)")]
    [InlineData("CREATE UNIQUE INDEX u ON p (k)")]
    [InlineData("ALTER TABLE p ADD CONSTRAINT once UNIQUE (k, a)")]
    [InlineData("ALTER TABLE p ADD PRIMARY KEY (k)")]
    [InlineData("ALTER TABLE p ADD CONSTRAINT owner FOREIGN KEY (c) REFERENCES customers (id)")]
    [InlineData("ALTER TABLE p ADD CONSTRAINT positive CHECK (a >= 0); ALTER TABLE p ALTER COLUMN a SET NOT NULL")]
    [InlineData("ALTER TABLE p ATTACH PARTITION p3 FOR VALUES FROM (200) TO (300)")]
    [InlineData("ALTER TABLE p DETACH PARTITION p1")]
    [InlineData("ALTER TABLE p RENAME COLUMN a TO b")]
    public async Task A_partitioned_table_changes_forth_and_back(string sql) => await RoundTrip.RunAsync(Parts, sql);

    [DatabaseTheory]
    [InlineData("ALTER TABLE t ADD COLUMN number bigserial")]
    [InlineData("ALTER TABLE t ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY (START WITH 100 INCREMENT BY 3)")]
    [InlineData("ALTER TABLE t ALTER COLUMN name TYPE varchar(20) COLLATE \"C\"")]
    [InlineData("CREATE SCHEMA old; ALTER TABLE t SET SCHEMA old")]
    [InlineData("CREATE TABLE side (id int PRIMARY KEY, t int); ALTER TABLE t RENAME TO tt; ALTER TABLE side ADD FOREIGN KEY (t) REFERENCES tt")]
    [InlineData("-- safemigrate:on-error reject\nALTER TABLE t ALTER COLUMN name TYPE varchar(30)")]
    public async Task A_table_changes_forth_and_back(string sql) => await RoundTrip.RunAsync(
        "CREATE TABLE t (id int PRIMARY KEY, name varchar(50)); INSERT INTO t SELECT i, 'n' || i FROM generate_series(1, 500) i", sql);

    [DatabaseFact]
    public async Task Columns_that_are_split_are_written_by_both_versions()
    {
        const string Setup = "CREATE TABLE t (id int PRIMARY KEY, full_name text NOT NULL); INSERT INTO t VALUES (1, 'Ada Lovelace')";
        const string Split = """
            -- safemigrate:up split_part(full_name, ' ', 1)
            ALTER TABLE t ADD COLUMN first text;
            -- safemigrate:up split_part(full_name, ' ', 2)
            ALTER TABLE t ADD COLUMN "last" text NOT NULL;
            -- safemigrate:down first || ' ' || "last"
            ALTER TABLE t DROP COLUMN full_name;
            """;
        await using var database = await TestDatabase.CreateAsync(Setup);
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        await runner.ExpandAsync([RoundTrip.Migration(Split)]);
        Assert.Equal("Ada|Lovelace", await RowAsync(database, 1, "first || '|' || last"));
        await database.ExecuteAsync("INSERT INTO t (id, full_name) VALUES (2, 'Alan Turing'); INSERT INTO t (id, first, last) VALUES (3, 'Grace', 'Hopper')");
        Assert.Equal("Alan|Turing", await RowAsync(database, 2, "first || '|' || last"));
        Assert.Equal("Grace Hopper", await RowAsync(database, 3, "full_name"));
        await database.ExecuteAsync("UPDATE t SET full_name = 'Augusta King' WHERE id = 1; UPDATE t SET last = 'Murray' WHERE id = 3; UPDATE t SET id = id");
        Assert.Equal("Augusta|King|Augusta King", await RowAsync(database, 1, "first || '|' || last || '|' || full_name"));
        Assert.Equal("Grace|Murray|Grace Murray", await RowAsync(database, 3, "first || '|' || last || '|' || full_name"));

        await runner.ContractAsync();
        await database.ExecuteAsync("UPDATE t SET first = 'Bob' WHERE id = 2");
        await runner.RevertAsync();
        Assert.Equal("Bob Turing", await RowAsync(database, 2, "full_name"));
        await database.ExecuteAsync("UPDATE t SET full_name = 'Eve Adams' WHERE id = 2");
        Assert.Equal("Eve|Adams", await RowAsync(database, 2, "first || '|' || last"));

        await RoundTrip.RunAsync(Setup, Split, plain: false);
    }

    [DatabaseFact]
    public async Task A_column_that_takes_no_null_is_computed_where_all_that_it_comes_from_is_null()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id int PRIMARY KEY, first text, last text)");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration("-- safemigrate:up concat(first, '-', last)\nALTER TABLE t ADD COLUMN name text NOT NULL")]);

        await database.ExecuteAsync("INSERT INTO t (id) VALUES (1); INSERT INTO t (id, name) VALUES (2, 'x')");
        await runner.ContractAsync();

        Assert.Equal("-", await RowAsync(database, 1, "name"));
        Assert.Equal("x", await RowAsync(database, 2, "name"));
    }

    [DatabaseFact]
    public async Task A_rollback_that_keeps_what_was_written_takes_the_types_of_it_away_all_the_same()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1)");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration("CREATE TYPE mood AS ENUM ('sad', 'ok'); ALTER TABLE t ADD COLUMN \"M%\" mood[], ADD COLUMN n int")]);
        await database.ExecuteAsync("UPDATE t SET \"M%\" = '{ok,sad}', n = 7");

        await runner.RollbackAsync();

        var kept = await database.ScalarAsync<string>("SELECT string_agg(oid::regclass::text, ' ' ORDER BY relname) FROM pg_class WHERE relname LIKE 'kept%' AND relkind = 'r'");
        Assert.Equal(2, kept.Split(' ').Length);
        Assert.Equal("{ok,sad}", await database.ScalarAsync<string>($"SELECT \"M%\" FROM {kept.Split(' ').Single(table => table.Contains("M%"))}"));
    }

    private static Task<string> RowAsync(TestDatabase database, int id, string value) => database.ScalarAsync<string>($"SELECT {value} FROM t WHERE id = {id}");
}
