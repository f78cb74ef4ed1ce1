namespace SafeMigrate.Postgres;

/// <summary>Finds remarks to SafeMigrate in comments, and the statement that each is about.</summary>
internal static class DirectiveReader
{
    private const string Mark = "safemigrate:";

    /// <summary>The remarks in a comment: one for each line that has one.</summary>
    public static IEnumerable<(Directive Directive, TextSpan Comment)> In(SourceText source, TextSpan comment) =>
        source.Text.IndexOf(Mark, comment.Start, comment.Length, StringComparison.Ordinal) < 0 ? [] : Marked(source, comment);

    private static IEnumerable<(Directive Directive, TextSpan Comment)> Marked(SourceText source, TextSpan comment)
    {
        var text = source.Text;
        var block = text[comment.Start] == '/';
        for (var at = comment.Start; (at = text.IndexOf(Mark, at, comment.End - at, StringComparison.Ordinal)) >= 0;)
        {
            var end = text.IndexOfAny(['\n', '\r'], at, comment.End - at);
            if (end < 0)
                end = block ? comment.End - 2 : comment.End;
            while (end > at && char.IsWhiteSpace(text[end - 1]))
                end--;
            yield return (At(source, TextSpan.Between(at, end)), comment);
            at = Math.Max(end, at + Mark.Length);
            if (at >= comment.End)
                yield break;
        }
    }

    /// <summary>
    /// Gives each statement the remarks above it, inside it, and behind it on its last line.
    /// </summary>
    public static IEnumerable<Statement> Assign(SourceText source, ValueList<Statement> statements, List<(Directive Directive, TextSpan Comment)> remarks)
    {
        var next = 0;
        for (var i = 0; i < statements.Count; i++)
        {
            if (next == remarks.Count)
            {
                yield return statements[i];
                continue;
            }

            var end = statements[i].Location.Span.End;
            var mine = new List<Directive>();
            while (next < remarks.Count && (Place(source, remarks[next].Comment) < end || IsBehind(source, statements, i, remarks[next].Comment)))
                mine.Add(remarks[next++].Directive);
            yield return mine.Count == 0 ? statements[i] : statements[i] with { Directives = mine.ToValueList() };
        }
    }

    private static int Place(SourceText source, TextSpan comment) => source.At(comment).Span.Start;

    // On the same line as the statement's end, and no other statement begins between them.
    private static bool IsBehind(SourceText source, ValueList<Statement> statements, int index, TextSpan comment)
    {
        var location = source.At(comment);
        if (index + 1 < statements.Count && statements[index + 1].Location.Span.Start <= location.Span.Start)
            return false;
        return location.Line == statements[index].Location.EndLine;
    }

    private static Directive At(SourceText source, TextSpan span)
    {
        var text = source.Slice(span).Substring(Mark.Length);
        var blank = text.IndexOfAny([' ', '\t']);
        var (name, argument) = blank < 0 ? (text, "") : (text.Substring(0, blank), text.Substring(blank).Trim());
        return new Directive(name, argument, source.At(span));
    }
}
