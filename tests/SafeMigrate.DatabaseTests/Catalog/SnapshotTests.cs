using System.Text;
using SafeMigrate.Runner.Catalog;

namespace SafeMigrate.DatabaseTests.Catalog;

public class SnapshotTests
{
    private const string Shop = """
        CREATE SCHEMA audit;
        CREATE DOMAIN email AS text NOT NULL CONSTRAINT has_at CHECK (VALUE LIKE '%@%');
        CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name varchar(50) COLLATE "C" NOT NULL DEFAULT 'x', mail email,
            lower_name text GENERATED ALWAYS AS (lower(name)) STORED);
        CREATE TABLE orders (id bigserial PRIMARY KEY, customer_id bigint REFERENCES customers, total numeric(10,2), UNIQUE (customer_id, total));
        ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
        CREATE INDEX orders_total ON orders (total DESC) WHERE total > 10;
        CREATE TABLE audit.events (id bigint, at date NOT NULL) PARTITION BY RANGE (at);
        CREATE TABLE audit.events_rest PARTITION OF audit.events DEFAULT;
        CREATE TABLE returned_orders (reason text) INHERITS (orders);
        CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 10;
        CREATE MATERIALIZED VIEW totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY 1;
        CREATE UNIQUE INDEX totals_key ON totals (customer_id);
        INSERT INTO customers (name, mail) SELECT i, 'a@b' FROM generate_series(1, 40) AS i;
        CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean);
        INSERT INTO schema_migrations VALUES (7, false);
        ANALYZE;
        """;

    [DatabaseFact]
    public async Task The_file_says_what_the_catalog_says()
    {
        await using var database = await TestDatabase.CreateAsync(Shop);
        var live = await CatalogReader.SnapshotAsync(database.ConnectionString);

        var (fromFile, fromCatalog) = (CatalogSchema.Of(SnapshotReader.Read(SnapshotWriter.Write(live))), CatalogSchema.Of(live));

        Assert.Equal(fromCatalog.Tables, fromFile.Tables);
        Assert.Equal(40, fromFile.Find(new QualifiedName(null, "customers"))!.EstimatedRows);
        Assert.True(fromFile.Find(new QualifiedName(null, "orders"))!.Constraint("positive")!.NotValid);
        Assert.Equal("audit.events", fromFile.Find(new QualifiedName("audit", "events_rest"))!.PartitionOf!.Parent.ToString());
        Assert.Equal("orders", Assert.Single(fromFile.Find(new QualifiedName(null, "returned_orders"))!.Inherits).ToString());
        Assert.NotNull(fromFile.FindView(new QualifiedName(null, "big_orders")));
        Assert.NotNull(fromFile.FindMaterializedView(new QualifiedName(null, "totals")));
        Assert.True(fromFile.FindDomain(new QualifiedName(null, "email"))!.NotNull);
        Assert.Single(fromFile.Find(new QualifiedName(null, "totals"))!.Indexes);
        Assert.Equal(("golang-migrate", "7"), live.Applied.Select(history => (history.Tool, history.UpTo)).Single());
    }

    [DatabaseFact]
    public async Task Two_snapshots_of_one_database_are_the_same_and_hold_no_secret()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE b (x int CHECK (x > 0), y int); CREATE INDEX i2 ON b (y); CREATE INDEX i1 ON b (x); CREATE TABLE a (x int)");

        var first = SnapshotWriter.Write(await CatalogReader.SnapshotAsync(database.ConnectionString));
        var text = Encoding.UTF8.GetString(first);

        Assert.Equal(first, SnapshotWriter.Write(await CatalogReader.SnapshotAsync(database.ConnectionString)));
        Assert.True(text.IndexOf("\"a\"", StringComparison.Ordinal) < text.IndexOf("\"b\"", StringComparison.Ordinal));
        Assert.True(text.IndexOf("\"i1\"", StringComparison.Ordinal) < text.IndexOf("\"i2\"", StringComparison.Ordinal));
        Assert.DoesNotContain("localhost", text);
        Assert.DoesNotContain(database.ActualName, text);
    }
}
