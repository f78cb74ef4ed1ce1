namespace SafeMigrate.Tests;

public class ValueListTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8191)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(20000)]
    public void A_list_of_any_length_holds_its_items_in_order(int count)
    {
        var expected = Enumerable.Range(0, count).ToList();
        var grown = new ValueList<int>();
        foreach (var item in expected)
            grown.Add(item);

        Assert.Equal(expected, grown);
        Assert.Equal(grown, expected.ToValueList());
        Assert.Equal(grown, expected.Where(_ => true).ToValueList());
        Assert.Equal(count, grown.Count);
        Assert.Equal(expected, Enumerable.Range(0, grown.Count).Select(index => grown[index]));
        Assert.Throws<ArgumentOutOfRangeException>(() => grown[count]);
    }
}
