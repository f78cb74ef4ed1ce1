using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Postgres;

namespace SafeMigrate.Tests.Planning;

public class StepWorkTests
{
    private static readonly Schema Schema = new Schema { IsComplete = true }.With(new Table("orders", [new Column("id", new DataType("bigint"))])
    {
        EstimatedRows = 1_000_000,
        Bytes = 100_000_000,
    });

    [Fact]
    public void Filling_a_column_takes_its_time_by_the_rows()
    {
        var work = Of(new BackfillColumn("orders", "total", new Expression("0"), new Expression("total IS NULL")));

        Assert.Equal((1_000_000, 100_000_000, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(200)), (work!.Rows, work.Bytes, work.Least, work.Most));
    }

    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY ON orders (id)", 1, 10)]
    [InlineData("ALTER TABLE orders ALTER COLUMN id TYPE text", 1, 10)]
    [InlineData("ALTER TABLE orders ALTER COLUMN id SET NOT NULL", 0.1, 1)]
    public void What_reads_or_writes_the_table_takes_its_time_by_the_size(string sql, double least, double most)
    {
        var work = Of(Operation(sql))!;

        Assert.Equal((least, most), (work.Least.TotalSeconds, work.Most.TotalSeconds));
    }

    [Fact]
    public void What_only_changes_the_catalog_is_no_work() => Assert.Null(Of(Operation("ALTER TABLE orders ADD COLUMN note text")));

    [Fact]
    public void Of_a_table_whose_size_nobody_knows_nothing_is_said() => Assert.Null(Of(Operation("CREATE INDEX CONCURRENTLY ON customers (id)")));

    private static StepWork? Of(Operation operation) => StepWork.Of(new Step("", [operation]), Schema, 15);

    private static Operation Operation(string sql) => PostgresReader.Read(new SourceText("", sql))[0].Operations[0];
}
