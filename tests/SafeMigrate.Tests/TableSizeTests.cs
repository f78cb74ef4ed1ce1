using SafeMigrate.Operations;

namespace SafeMigrate.Tests;

public class TableSizeTests
{
    private static Schema With(long? rows, long? bytes = null, double? writes = null) => Schema.Blank
        .With(new Table(new QualifiedName(null, "orders"), [new Column("id", new DataType("bigint"))]) { EstimatedRows = rows, Bytes = bytes, WritesPerSecond = writes });

    private static Finding Index(Schema schema, params (string Key, string Value)[] configuration)
    {
        var lint = configuration.Aggregate(Lint.Postgres("CREATE INDEX i ON orders (id);").After(schema), (one, pair) => one.Configured(pair.Key, pair.Value));
        return Assert.Single(lint.Reports("SM0501"));
    }

    [Fact]
    public void An_index_on_forty_rows_is_a_note() => Assert.Equal(Severity.Note, Index(With(40)).Severity);

    [Fact]
    public void An_index_on_many_rows_stays_an_error_and_says_how_many() => Assert.Equal(
        (Severity.Error, "Writes of orders wait while i is built; orders has about 12,000,000 rows (3.1 GB, 250 writes a second)"),
        Of(Index(With(12_000_000, 3_100_000_000, 250.7))));

    [Fact]
    public void Few_rows_in_many_bytes_are_not_small() => Assert.Equal(Severity.Error, Index(With(40, 5_000_000_000)).Severity);

    [Fact]
    public void A_table_of_unknown_size_stays_an_error_without_a_word() =>
        Assert.Equal((Severity.Error, "Writes of orders wait while i is built"), Of(Index(With(null))));

    [Theory]
    [InlineData("safemigrate_small_table_rows", "39", Severity.Error)]
    [InlineData("safemigrate_small_table_rows", "40", Severity.Note)]
    [InlineData("safemigrate_small_table_bytes", "100", Severity.Error)]
    [InlineData("dotnet_diagnostic.SM0501.severity", "warning", Severity.Warning)]
    public void Limits_and_severities_are_configured(string key, string value, Severity severity) =>
        Assert.Equal(severity, Index(With(40, 8192), (key, value)).Severity);

    [Fact]
    public void A_partitioned_table_is_as_big_as_its_partitions()
    {
        var schema = Schema.Blank.Apply(Operations("""
            CREATE TABLE events (id int) PARTITION BY RANGE (id);
            CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (1) TO (9);
            CREATE TABLE events_2 PARTITION OF events DEFAULT;
            """));
        schema = schema.Tables.Where(table => table.PartitionOf is not null).Aggregate(schema, (all, table) => all.With(table with { EstimatedRows = 700 }));

        var finding = Assert.Single(Lint.Postgres("ALTER TABLE events ADD CONSTRAINT c CHECK (id > 0);").After(schema).Reports("SM0404"));

        Assert.Equal(Severity.Error, finding.Severity);
        Assert.EndsWith("events_1 and 1 more have about 1,400 rows", finding.Message);
    }

    [Fact]
    public void A_hazard_that_does_not_depend_on_rows_keeps_its_severity() => Assert.Equal(
        Severity.Error,
        Assert.Single(Lint.Postgres("ALTER TABLE orders DROP COLUMN id;").After(With(1)).Reports("SM0201")).Severity);

    private static (Severity, string) Of(Finding finding) => (finding.Severity, finding.Message);

    private static IEnumerable<Operation> Operations(string sql) =>
        SafeMigrate.Postgres.PostgresReader.Read(new SourceText("", sql)).SelectMany(statement => statement.Operations);
}
