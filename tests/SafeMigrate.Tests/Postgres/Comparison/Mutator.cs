namespace SafeMigrate.Tests.Postgres.Comparison;

/// <summary>Damages statements as typing errors do: a word is lost, doubled, moved, or replaced by one of another statement.</summary>
internal sealed class Mutator(int seed)
{
    private readonly Random random = new(seed);

    public IEnumerable<string> Mutate(IReadOnlyList<string> texts)
    {
        foreach (var text in texts)
        {
            var words = text.Split(' ').ToList();
            var place = random.Next(words.Count);
            switch (random.Next(5))
            {
                case 0:
                    words.RemoveAt(place);
                    break;
                case 1:
                    words.Insert(place, words[random.Next(words.Count)]);
                    break;
                case 2:
                    words[place] = Any(texts);
                    break;
                case 3:
                    words.Insert(place, Any(texts));
                    break;
                default:
                    words = words[..(place + 1)];
                    break;
            }

            yield return string.Join(' ', words);
        }
    }

    private string Any(IReadOnlyList<string> texts)
    {
        var words = texts[random.Next(texts.Count)].Split(' ');
        return words[random.Next(words.Length)];
    }
}
