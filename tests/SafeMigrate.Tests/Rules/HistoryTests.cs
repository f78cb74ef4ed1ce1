using SafeMigrate.Postgres;
using SafeMigrate.Rules;

namespace SafeMigrate.Tests.Rules;

public class HistoryTests
{
    [Theory]
    [InlineData("CREATE TABLE t{0} (id int PRIMARY KEY, parent int REFERENCES t0);\n")]
    [InlineData("CREATE TABLE t{0} (id int);\nALTER TABLE t{0} RENAME TO u{0};\n")]
    [InlineData("CREATE INDEX ON t{0} (a);\nCREATE VIEW v{0} AS SELECT a FROM t{0};\n")]
    public void A_file_of_many_statements_takes_memory_that_grows_with_it_and_no_faster(string statements)
    {
        Replayed(statements, 100);

        var (few, many) = (Replayed(statements, 1000), Replayed(statements, 8000));

        Assert.InRange(many, few, few * 16);
    }

    private static long Replayed(string statements, int count)
    {
        var source = new SourceText("1.sql", string.Concat(Enumerable.Range(0, count).Select(number => string.Format(statements, number))));
        var migration = new Migration("1", "many", PostgresReader.Read(source).ToValueList()) { Source = source };
        var before = GC.GetAllocatedBytesForCurrentThread();
        History.Of([migration], Schema.Unknown);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
