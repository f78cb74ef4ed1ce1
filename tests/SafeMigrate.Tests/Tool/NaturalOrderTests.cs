using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tests.Tool;

public class NaturalOrderTests
{
    [Theory]
    [InlineData("2_b.sql", "10_a.sql")]
    [InlineData("V1.9__a.sql", "V1.10__a.sql")]
    [InlineData("a/2.sql", "a-b/1.sql")]
    [InlineData("001_a.sql", "1_b.sql")]
    [InlineData("a", "aa")]
    [InlineData("20240101000000_a", "20240101000001_a")]
    public void Numbers_count_by_their_value_and_folders_stay_together(string first, string second)
    {
        Assert.True(NaturalOrder.Instance.Compare(first, second) < 0);
        Assert.True(NaturalOrder.Instance.Compare(second, first) > 0);
    }
}
