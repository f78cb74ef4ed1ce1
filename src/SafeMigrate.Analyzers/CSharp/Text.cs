using System.Text.RegularExpressions;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>A string, with the place of each of its characters.</summary>
internal sealed class Text : Value
{
    private readonly int[] positions;

    /// <param name="content">The characters.</param>
    /// <param name="file">The file that <paramref name="positions"/> are of.</param>
    /// <param name="positions">The place of each character, and of the end.</param>
    public Text(string content, SourceText file, int[] positions)
    {
        Content = content;
        File = file;
        this.positions = positions;
    }

    public string Content { get; }

    public SourceText File { get; }

    /// <summary>A computed string: its characters have no place of their own, so all stand where the expression stands.</summary>
    public static Text At(string content, Location place)
    {
        var positions = Enumerable.Repeat(place.Span.Start, content.Length + 1).ToArray();
        positions[content.Length] = place.Span.End;
        return new Text(content, place.Source, positions);
    }

    /// <summary>The string as part of a longer one: what stands outside <paramref name="operand"/>, such as a constant, is shown where it is named.</summary>
    public Text Within(Location operand)
    {
        var inside = File == operand.Source && positions.All(at => at >= operand.Span.Start && at <= operand.Span.End);
        return inside ? this : At(Content, operand);
    }

    /// <summary>The characters at these indexes, and the end.</summary>
    public Text Only(IReadOnlyList<int> indexes) => new(
        new string([.. indexes.Select(index => Content[index])]),
        File,
        [.. indexes.Select(index => positions[index]), positions[Content.Length]]);

    public static Text Concat(IReadOnlyList<Text> parts, Location place)
    {
        if (parts.Count == 0)
            return At("", place);
        var content = string.Concat(parts.Select(part => part.Content));
        var last = parts.LastOrDefault(part => part.Content.Length > 0) ?? parts[0];
        var positions = parts.SelectMany(part => part.positions.Take(part.Content.Length)).Append(last.positions.Last());
        return new Text(content, place.Source, [.. positions]);
    }

    /// <summary>A text for a reader of SQL, whose places are those of the C# file.</summary>
    public SourceText Embed() => File.Embed(Content, positions);

    /// <summary>
    /// The text with what drivers replace by values (<c>@id</c>, <c>?</c>) as a value of the same length, since a reader of SQL takes neither.
    /// </summary>
    public Text WithParameters(bool isPostgres)
    {
        if (Content.IndexOfAny(['@', '?', ':']) < 0)
            return this;
        var pattern = isPostgres ? @"'(?:[^']|'')*'|""[^""]*""|--[^\n]*|(?<![\w@:])[@:]\w+|(?<=[=<>(,]\s*|\b(?:LIKE|VALUES|LIMIT|IN)\s+)\?(?=\s*(?:[,);]|$|\s))" : "\\A\\z";
        var known = Regex.Replace(Content, pattern, match => match.Value[0] switch
        {
            '@' or ':' => "$1".PadRight(match.Length, ' ').Substring(0, match.Length),
            '?' => "0",
            _ => match.Value,
        });
        return new Text(known, File, positions);
    }

    public override string ToString() => Content;
}
