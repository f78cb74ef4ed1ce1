using SafeMigrate.Postgres;
using SafeMigrate.Runner.Verification;

namespace SafeMigrate.DatabaseTests.Runner;

public class MadeUpTextTests
{
    [Theory]
    [InlineData("int")]
    [InlineData("numeric(10,2)")]
    [InlineData("varchar(8)")]
    [InlineData("text")]
    [InlineData("uuid")]
    [InlineData("date")]
    [InlineData("timestamptz")]
    [InlineData("jsonb")]
    [InlineData("inet")]
    public void Each_number_has_a_value_of_its_own(string name)
    {
        var type = PostgresReader.ReadType(name)!;
        long[] numbers = [1, 2, 500, 10_001, 10_002, 1_000_001, 1_000_002, 2_000_001, 2_000_002, 5_000_000];

        Assert.True(MadeUpText.IsFresh(type));
        Assert.Equal(numbers.Length, numbers.Select(number => MadeUpText.Of(type, number)).Distinct().Count());
    }

    [Theory]
    [InlineData("char(3)", 1_000_001, "59e")]
    [InlineData("varchar(40)", -5, "text -5")]
    [InlineData("smallint", 1_000_001, "-8767")]
    [InlineData("text[]", 7, "{\"text 7\"}")]
    [InlineData("bit(4)", 5, "0101")]
    public void Values_fit_their_type(string name, long number, string expected) => Assert.Equal(expected, MadeUpText.Of(PostgresReader.ReadType(name)!, number));
}
