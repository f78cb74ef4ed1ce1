namespace SafeMigrate.Tool.Loading;

/// <summary>Orders paths as people do: folder by folder, and numbers by their value, so that <c>2_b.sql</c> comes before <c>10_a.sql</c>.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var a = x.AsSpan();
        var b = y.AsSpan();
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            if (char.IsAsciiDigit(a[i]) && char.IsAsciiDigit(b[j]))
            {
                var order = CompareNumbers(Digits(a, ref i), Digits(b, ref j));
                if (order != 0)
                    return order;
                continue;
            }

            if (a[i] != b[j])
                return Rank(a[i]).CompareTo(Rank(b[j]));
            (i, j) = (i + 1, j + 1);
        }

        var rest = (a.Length - i).CompareTo(b.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    // A folder's files come before those of a folder whose name goes on.
    private static int Rank(char character) => character == '/' ? -1 : character;

    private static ReadOnlySpan<char> Digits(ReadOnlySpan<char> text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return text[start..at];
    }

    private static int CompareNumbers(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        one = one.TrimStart('0');
        other = other.TrimStart('0');
        return one.Length != other.Length ? one.Length.CompareTo(other.Length) : one.SequenceCompareTo(other);
    }
}
