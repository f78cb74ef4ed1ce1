namespace SafeMigrate.Tests;

public class PersistentMapTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Holds_what_a_dictionary_holds(int seed)
    {
        var random = new Random(seed);
        var expected = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var map = PersistentMap<int>.Empty;
        for (var i = 0; i < 2000; i++)
        {
            var key = random.Next(300).ToString();
            if (random.Next(3) == 0)
            {
                expected.Remove(key);
                map = map.Without(key);
            }
            else
            {
                expected[key] = i;
                map = map.With(key, i);
            }
        }

        Assert.Equal(expected.Values, map.Values);
        Assert.All(expected, pair => Assert.True(map.TryGetValue(pair.Key, out var value) && value == pair.Value));
    }
}
