using Npgsql;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests.Examples;

/// <summary>The trigger that keeps two columns equal, met by every kind of write.</summary>
public class SyncTests
{
    private const string Table = """
        CREATE TABLE t (id int PRIMARY KEY, "new" text, touched int DEFAULT 0, twice text GENERATED ALWAYS AS ("new" || '!') STORED);
        INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 10) i;
        CREATE FUNCTION upper_new() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW."new" := upper(NEW."new"); RETURN NEW; END $$;
        """;

    private const string Rename = "ALTER TABLE t RENAME COLUMN \"new\" TO \"a\"\"b\"";

    [DatabaseTheory]
    [InlineData("INSERT INTO t (id, \"new\") VALUES (11, 'old')", 11, "old")]
    [InlineData("INSERT INTO t (id, \"a\"\"b\") VALUES (11, 'young')", 11, "young")]
    [InlineData("INSERT INTO t (id, \"new\") VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET \"new\" = excluded.\"new\" || '+'", 1, "x+")]
    [InlineData("INSERT INTO t (id, \"a\"\"b\") VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET \"a\"\"b\" = excluded.\"a\"\"b\" || '+'", 1, "x+")]
    [InlineData("UPDATE t SET \"new\" = 'o', \"a\"\"b\" = 'n' WHERE id = 1", 1, "n")]
    [InlineData("UPDATE t SET id = id, \"new\" = \"new\", touched = 5 WHERE id = 1", 1, "v1")]
    [InlineData("UPDATE t SET \"a\"\"b\" = NULL WHERE id = 1", 1, null)]
    [InlineData("UPDATE t SET \"new\" = NULL WHERE id = 1", 1, null)]
    [InlineData("COPY t (id, \"a\"\"b\") FROM STDIN", 12, "copied")]
    [InlineData("COPY t (id, \"new\") FROM STDIN", 12, "copied")]
    public async Task Carries(string sql, int id, string? value)
    {
        await using var database = await ExpandedAsync(Table);

        await RunAsync(database, sql);

        Assert.Equal((value ?? "", value ?? "", value is null ? "" : value + "!"), await RowAsync(database, id));
    }

    [DatabaseFact]
    public async Task Carries_what_triggers_of_the_application_have_made_of_it()
    {
        await using var database = await ExpandedAsync(Table + "CREATE TRIGGER aaa BEFORE INSERT OR UPDATE ON t FOR EACH ROW EXECUTE FUNCTION upper_new();");

        await database.ExecuteAsync("INSERT INTO t (id, \"new\") VALUES (11, 'old')");

        Assert.Equal(("OLD", "OLD", "OLD!"), await RowAsync(database, 11));
    }

    private const string Upper = "CREATE TRIGGER aaa BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION upper_new();";

    [DatabaseTheory]
    [InlineData("", "UPDATE OF new, \"a\"\"b\" ON")]
    [InlineData(Upper, "BEFORE UPDATE ON")]
    public async Task Answers_a_statement_that_names_no_column_of_it_only_where_a_trigger_may_change_one(string trigger, string expected)
    {
        await using var database = await ExpandedAsync(Table + trigger);

        await database.ExecuteAsync("UPDATE t SET touched = 1 WHERE id = 1");

        Assert.Contains(expected, await database.ScalarAsync<string>(Definition));
        Assert.Equal(trigger == "" ? ("v1", "v1", "v1!") : ("V1", "V1", "V1!"), await RowAsync(database, 1));
    }

    [DatabaseFact]
    public async Task Sees_what_another_change_of_its_migration_fills()
    {
        await using var database = await TestDatabase.CreateAsync(Table + "INSERT INTO t VALUES (11)");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });

        await runner.ExpandAsync([RoundTrip.Migration(Rename + ";\n-- safemigrate:up 'none'\nALTER TABLE t ALTER COLUMN \"a\"\"b\" SET NOT NULL")]);

        Assert.Contains("BEFORE UPDATE ON", await database.ScalarAsync<string>(Definition));
        Assert.Equal(("none", "none", "none!"), await RowAsync(database, 11));
        await runner.ContractAsync();
    }

    [DatabaseFact]
    public async Task Sees_what_a_trigger_of_a_later_migration_does()
    {
        await using var database = await ExpandedAsync(Table);
        var later = RoundTrip.Migration(Upper) with { Version = "2" };
        await new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString }).ExpandAsync([RoundTrip.Migration(Rename), later]);

        await database.ExecuteAsync("UPDATE t SET touched = 1 WHERE id = 1");

        Assert.Equal(("V1", "V1", "V1!"), await RowAsync(database, 1));
    }

    [DatabaseTheory]
    [InlineData("ALTER TABLE t RENAME COLUMN n TO m")]
    [InlineData("ALTER TABLE t ALTER COLUMN n TYPE bigint")]
    public async Task Contract_refuses_what_a_trigger_that_nobody_told_of_did_behind_its_back(string sql)
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id int PRIMARY KEY, n int, touched int); INSERT INTO t SELECT i, i FROM generate_series(1, 10) i");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration(sql)]);
        await database.ExecuteAsync("""
            CREATE FUNCTION counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.n := NEW.n + 1; RETURN NEW; END $$;
            CREATE TRIGGER aaa BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION counted();
            UPDATE t SET touched = 1 WHERE id < 4;
            """);

        var refused = await Assert.ThrowsAsync<RunnerException>(() => runner.ContractAsync());

        Assert.Contains("3 rows of t have another value", refused.Message);
        var finding = Assert.Single(await runner.DoctorAsync());
        Assert.Equal("blind-trigger", finding.Kind);
        await database.ExecuteAsync(finding.Mend);
        Assert.Empty(await runner.DoctorAsync());
    }

    private const string Definition = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'zzz\\_sync%\\_u'";

    // A restore or a replica's apply can write past the triggers; what is then different must not be decided by a write of something else.
    [DatabaseFact]
    public async Task Leaves_what_it_has_not_seen_to_those_who_write_it()
    {
        await using var database = await ExpandedAsync(Table);
        await database.ExecuteAsync("SET session_replication_role = replica; UPDATE t SET \"new\" = NULL WHERE id = 1; SET session_replication_role = origin");

        await database.ExecuteAsync("UPDATE t SET touched = 1 WHERE id = 1");

        Assert.Equal(("", "v1", ""), await RowAsync(database, 1));
    }

    [DatabaseFact]
    public async Task Counts_writes_by_the_old_name_only()
    {
        await using var database = await ExpandedAsync(Table);

        await database.ExecuteAsync("UPDATE t SET \"new\" = 'a' WHERE id < 4; UPDATE t SET \"a\"\"b\" = 'b' WHERE id < 8; UPDATE t SET touched = 1; INSERT INTO t (id, \"new\") VALUES (20, 'x')");

        Assert.Equal(4, await database.ScalarAsync<long>(
            "SELECT coalesce(pg_sequence_last_value(oid), 0) FROM pg_class WHERE relname LIKE 'sync\\_%\\_old\\_writes'"));
    }

    [DatabaseFact]
    public async Task Counts_no_write_that_the_server_makes_for_a_foreign_key()
    {
        await using var database = await TestDatabase.CreateAsync("""
            CREATE TABLE parents (id int PRIMARY KEY); INSERT INTO parents SELECT generate_series(1, 9);
            CREATE TABLE t (id int PRIMARY KEY, "new" int REFERENCES parents ON UPDATE CASCADE ON DELETE SET NULL); INSERT INTO t SELECT i, i FROM generate_series(1, 9) i;
            """);
        await new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString }).ExpandAsync([RoundTrip.Migration(Rename)]);

        await database.ExecuteAsync("DELETE FROM parents WHERE id = 1; UPDATE parents SET id = 20 WHERE id = 2; DO $$ BEGIN DELETE FROM parents WHERE id = 3; UPDATE t SET \"new\" = 9 WHERE id = 4; END $$");

        Assert.Equal(1, await database.ScalarAsync<long>("SELECT coalesce(pg_sequence_last_value(oid), 0) FROM pg_class WHERE relname LIKE 'sync\\_%\\_old\\_writes'"));
        Assert.Equal(0, await database.ScalarAsync<long>("SELECT count(*) FROM t WHERE \"new\" IS DISTINCT FROM \"a\"\"b\""));
    }

    [DatabaseFact]
    public async Task Works_for_a_role_that_may_only_write_the_table_under_row_security()
    {
        await using var database = await ExpandedAsync(Table + """
            DO $$ BEGIN CREATE ROLE clerk; EXCEPTION WHEN duplicate_object OR unique_violation THEN END $$;
            GRANT SELECT, INSERT, UPDATE ON t TO clerk; ALTER TABLE t ENABLE ROW LEVEL SECURITY;
            CREATE POLICY p ON t TO clerk USING (true) WITH CHECK ("new" <> 'bad');
            """);

        await database.ExecuteAsync("SET ROLE clerk; INSERT INTO t (id, \"new\") VALUES (11, 'old'); UPDATE t SET \"a\"\"b\" = 'young' WHERE id = 11");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("SET ROLE clerk; UPDATE t SET \"a\"\"b\" = 'bad' WHERE id = 11"));

        Assert.Equal("42501", refused.SqlState);
        Assert.Equal(("young", "young", "young!"), await RowAsync(database, 11));
    }

    [DatabaseTheory]
    [InlineData("", null)]
    [InlineData("-- safemigrate:on-error reject\n", "22003")]
    public async Task A_value_that_does_not_fit_is_kept_out_or_refused(string directive, string? state)
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id int PRIMARY KEY, n int)");
        var runner = new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString });
        await runner.ExpandAsync([RoundTrip.Migration(directive + "ALTER TABLE t ALTER COLUMN n TYPE smallint")]);

        var failure = await Record.ExceptionAsync(() => database.ExecuteAsync("INSERT INTO t VALUES (1, 100000)"));

        Assert.Equal(state, (failure as PostgresException)?.SqlState);
        if (state is null)
            Assert.Contains("1 rows of t have no converted value", (await Assert.ThrowsAsync<RunnerException>(() => runner.ContractAsync())).Message);
    }

    // Every order in which the statements of two sessions can meet, each in a transaction of its own that ends before the other's next one.
    [DatabaseFact]
    public async Task Two_versions_see_each_others_writes_in_every_order()
    {
        await using var database = await ExpandedAsync(Table);
        string[] old = ["UPDATE t SET \"new\" = 'o1' WHERE id = 1", "UPDATE t SET touched = touched + 1 WHERE id = 1"];
        string[] young = ["UPDATE t SET \"a\"\"b\" = 'n1' WHERE id = 1", "UPDATE t SET touched = touched + 1 WHERE id = 1"];
        foreach (var order in (int[][])[[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 1, 0], [1, 1, 0, 0]])
        {
            var next = new[] { 0, 0 };
            var last = "";
            foreach (var who in order)
            {
                var sql = (who == 0 ? old : young)[next[who]++];
                await database.ExecuteAsync(sql);
                last = sql.Contains("o1") ? "o1" : sql.Contains("n1") ? "n1" : last;
                if (last != "")
                    Assert.Equal((last, last, last + "!"), await RowAsync(database, 1));
            }
        }
    }

    [DatabaseFact]
    public async Task A_write_that_waits_for_the_other_version_carries_what_it_writes_itself()
    {
        await using var database = await ExpandedAsync(Table);
        await using var first = await database.OpenAsync();
        await using var transaction = await first.BeginTransactionAsync();
        await using (var update = new NpgsqlCommand("UPDATE t SET \"new\" = 'first' WHERE id = 1", first))
            await update.ExecuteNonQueryAsync();

        var second = database.ExecuteAsync("UPDATE t SET \"a\"\"b\" = 'second' WHERE id = 1");
        while (await database.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted") == 0)
            Assert.False(second.IsCompleted);
        await transaction.CommitAsync();
        await second;

        Assert.Equal(("second", "second", "second!"), await RowAsync(database, 1));
    }

    private static async Task<TestDatabase> ExpandedAsync(string sql)
    {
        var database = await TestDatabase.CreateAsync(sql);
        await new MigrationRunner(new RunnerOptions { ConnectionString = database.ConnectionString }).ExpandAsync([RoundTrip.Migration(Rename)]);
        return database;
    }

    private static async Task RunAsync(TestDatabase database, string sql)
    {
        if (!sql.StartsWith("COPY", StringComparison.Ordinal))
        {
            await database.ExecuteAsync(sql);
            return;
        }

        await using var connection = await database.OpenAsync();
        await using var writer = await connection.BeginTextImportAsync(sql);
        await writer.WriteAsync("12\tcopied\n");
    }

    private static async Task<(string Old, string New, string Twice)> RowAsync(TestDatabase database, int id)
    {
        var row = await database.ScalarAsync<string[]>($"SELECT ARRAY[coalesce(\"new\", ''), coalesce(\"a\"\"b\", ''), coalesce(twice, '')] FROM t WHERE id = {id}");
        return (row[0], row[1], row[2]);
    }
}
