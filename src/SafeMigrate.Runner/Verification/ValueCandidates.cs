using System.Globalization;
using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Runner.Verification;

/// <summary>What a column with conditions may take, the likeliest first: what its type takes, what its conditions name, and what texts often have to be.</summary>
internal static partial class ValueCandidates
{
    public static IEnumerable<ColumnValue> Of(DataType type)
    {
        if (ColumnValue.OfType(type) is { } plain)
            yield return plain;
        if (type is not { ArrayDimensions: 0, Name: var name })
            yield break;
        if (name is "smallint" or "integer" or "bigint" or "numeric" or "real" or "double precision")
        {
            foreach (var last in (int[])[10_000, 100, 5, 1])
                yield return ColumnValue.UpTo(last);
        }

        if (name is not ("text" or "citext" or "character varying" or "character"))
            yield break;
        yield return ColumnValue.Around("n");
        yield return ColumnValue.Around("n", "@example.com");
        yield return ColumnValue.Around("https://example.com/n");
        yield return new ColumnValue(number => $"{Math.Abs(number)}", IsFresh: false);
        yield return ColumnValue.Around("N");
        foreach (var text in (string[])["de", "DE", "EUR", "#aabbcc", "+4917012345678", "12345", "1.0.0", "12:00", "text", "{}", ""])
            yield return ColumnValue.OneOf([text]);
    }

    /// <summary>The literals of conditions, and for numbers their neighbours.</summary>
    public static IEnumerable<string> Literals(IEnumerable<string> conditions)
    {
        foreach (Match literal in conditions.SelectMany(condition => Literal().Matches(condition)))
        {
            if (!literal.Groups["number"].Success)
                yield return literal.Groups["text"].Value.Replace("''", "'");
            else if (long.TryParse(literal.Value, out var number))
                foreach (var near in (long[])[number, number + 1, number - 1])
                    yield return $"{near}";
            else
                yield return literal.Value;
        }
    }

    /// <summary>For moments: some time behind one of those that conditions name, as bounds of partitions do.</summary>
    public static IEnumerable<ColumnValue> Behind(DataType type, IEnumerable<string> literals) => type is { ArrayDimensions: 0, Name: "timestamp without time zone" or "timestamp with time zone" }
        ? literals.Select(literal => DateTime.TryParse(literal, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var moment) ? ColumnValue.After(moment) : null).OfType<ColumnValue>()
        : [];

    [GeneratedRegex(@"'(?<text>(?:[^']|'')*)'|(?<![\w.""])(?<number>-?\d+(?:\.\d+)?)")]
    private static partial Regex Literal();
}
