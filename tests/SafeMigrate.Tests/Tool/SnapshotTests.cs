using System.Text;
using SafeMigrate.Runner.Catalog;

namespace SafeMigrate.Tests.Tool;

public sealed class SnapshotTests : IDisposable
{
    private const string Shop = """
        {
          "format": "safemigrate-snapshot", "version": 1, "server": "16.4", "defaultSchema": "public",
          "tables": [
            { "schema": "public", "name": "orders", "rows": 12000000, "bytes": 3100000000,
              "columns": [ { "name": "id", "type": "bigint", "notNull": true }, { "name": "total", "type": "numeric(10,2)" } ],
              "constraints": [ { "name": "total_set", "definition": "CHECK ((total IS NOT NULL)) NOT VALID", "validated": false } ] },
            { "schema": "public", "name": "settings", "rows": 40, "columns": [ { "name": "key", "type": "text" } ],
              "indexes": [ { "name": "settings_key", "definition": "CREATE INDEX settings_key ON public.settings USING btree (key)" } ] }
          ]
        }
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private CommandRun Lint(string snapshot = Shop) => CommandRun.Of("lint", folder.Path, "--snapshot", folder.With("shop.json", snapshot).Of("shop.json"));

    [Fact]
    public void The_snapshot_knows_what_no_file_says()
    {
        folder.With("1_a.sql", "ALTER TABLE orders ALTER COLUMN total TYPE numeric(12,2);");

        Assert.Contains("SM0301", CommandRun.Of("lint", folder.Path).Out);
        Assert.DoesNotContain("SM0301", Lint().Out);
    }

    [Fact]
    public void Severity_follows_the_size()
    {
        folder.With("1_a.sql", "CREATE INDEX a ON settings (key, key);").With("2_b.sql", "CREATE INDEX b ON orders (total);");

        var run = Lint();

        Assert.Contains("settings has about 40 rows", run.Out);
        Assert.Contains("note SM0501", run.Out);
        Assert.Contains("orders has about 12,000,000 rows (3.1 GB)", run.Out);
        Assert.Equal(1, run.Code);
    }

    [Theory]
    [InlineData("CREATE TABLE orders (id bigint);")]
    [InlineData("ALTER TABLE orders ADD COLUMN total int NOT NULL;")]
    [InlineData("CREATE INDEX settings_key ON settings (key);")]
    [InlineData("ALTER TABLE orders RENAME COLUMN amount TO total;")]
    public void A_migration_whose_result_is_there_has_run(string sql)
    {
        folder.With("1_a.sql", sql).With("2_b.sql", "CREATE INDEX b ON orders (total);");

        var run = Lint();

        Assert.Equal("1 migration ran in the database already and is not judged\n", run.Error);
        Assert.DoesNotContain("1_a.sql", run.Out);
        Assert.Contains("2_b.sql:1:1", run.Out);
    }

    [Fact]
    public void What_would_be_there_twice_but_for_a_rename_has_not_run()
    {
        folder.With("1_a.sql", "ALTER TABLE orders RENAME TO old_orders;").With("2_b.sql", "CREATE TABLE orders (id bigint);");

        Assert.Contains("1_a.sql:1:1", Lint().Out);
    }

    [Fact]
    public void The_table_of_a_migration_tool_says_what_has_run()
    {
        folder.With("V1__a.sql", "UPDATE orders SET total = 1;").With("V2__b.sql", "CREATE INDEX b ON orders (total);");
        var snapshot = Shop.Replace("\"tables\"", "\"applied\": [ { \"tool\": \"flyway\", \"versions\": [ \"1\" ] } ], \"tables\"");

        Assert.DoesNotContain("V1__a.sql", Lint(snapshot).Out);
        Assert.Contains("V2__b.sql", Lint(snapshot).Out);
    }

    [Fact]
    public void A_file_that_is_named_is_judged_whatever_has_run()
    {
        folder.With("1_a.sql", "ALTER TABLE orders ADD COLUMN total int NOT NULL;").With("shop.json", Shop);

        Assert.Contains("SM0105", CommandRun.Of("lint", folder.Of("1_a.sql"), "--snapshot", folder.Of("shop.json")).Out);
    }

    [Fact]
    public void A_plan_knows_the_snapshot()
    {
        folder.With("1_a.sql", "CREATE TABLE orders (id bigint);").With("2_b.sql", "ALTER TABLE orders RENAME COLUMN total TO amount;").With("shop.json", Shop);

        var run = CommandRun.Of("plan", folder.Path, "--snapshot", folder.Of("shop.json"));

        Assert.Equal(0, run.Code);
        Assert.Contains("numeric(10,2)", run.Out);
        Assert.DoesNotContain("CreateTable", run.Out);
    }

    [Theory]
    [InlineData("{", "is not JSON (line 1)")]
    [InlineData("[]", "it is not an object")]
    [InlineData("{}", "\"format\" is not \"safemigrate-snapshot\"")]
    [InlineData("""{"format": "safemigrate-snapshot"}""", "version is missing")]
    [InlineData("""{"format": "safemigrate-snapshot", "version": 2}""", "has the format version 2, and this program reads 1; use the newer safemigrate")]
    [InlineData("""{"format": "safemigrate-snapshot", "version": 0}""", "has the format version 0, which is no longer read; take it again")]
    [InlineData("""{"format": "safemigrate-snapshot", "version": 1, "server": "15", "defaultSchema": "public", "tables": [{"schema": "s"}]}""", "tables[0].name is missing")]
    [InlineData("""{"format": "safemigrate-snapshot", "version": 1, "server": "15", "defaultSchema": "public", "tables": [{"schema": "s", "name": "t", "rows": "many"}]}""", "tables[0].rows is not a whole number")]
    public void A_malformed_snapshot_gives_2_and_one_clear_message(string text, string message)
    {
        folder.With("1_a.sql", "SELECT 1;");

        var run = Lint(text);

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.StartsWith($"safemigrate: {folder.Of("shop.json")}: ", run.Error);
        Assert.Contains(message, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public void A_missing_snapshot_gives_2() =>
        Assert.Contains("nowhere.json: the snapshot does not exist", CommandRun.Of("lint", folder.With("a.sql", "").Path, "--snapshot", "nowhere.json").Error);

    [Fact]
    public void The_configuration_may_name_the_snapshot()
    {
        folder.With("db/1_a.sql", "CREATE INDEX a ON settings (key);").With("shop.json", Shop).With("safemigrate.json", """{ "snapshot": "shop.json" }""");

        Assert.Contains("settings has about 40 rows", CommandRun.Of("lint", folder.Of("db"), "--config", folder.Of("safemigrate.json")).Out);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var snapshot = SnapshotReader.Read(Encoding.UTF8.GetBytes(Shop));
        var written = SnapshotWriter.Write(snapshot);

        Assert.Equal(written, SnapshotWriter.Write(SnapshotReader.Read(written)));
        Assert.Equal(CatalogSchema.Of(snapshot).Tables, CatalogSchema.Of(SnapshotReader.Read(written)).Tables);
    }
}
