namespace SafeMigrate.Postgres;

/// <summary>The statements of a text that stay what they are whatever text comes behind it.</summary>
/// <param name="File">The statements with what belongs to them.</param>
/// <param name="End">Where they end, with what is said about the last of them on its line.</param>
/// <param name="RowsFollow">True where the text behind the end begins with rows of a COPY.</param>
internal sealed record CompleteStatements(SqlFile File, int End, bool RowsFollow)
{
    public static CompleteStatements Of(SourceText source)
    {
        var parser = new Parser(source);
        var statements = new ValueList<Statement>();
        var (end, rowsFollow) = (0, false);
        while (!rowsFollow && parser.Next() is { } statement && !parser.IsAtEnd)
        {
            statements.Add(statement);
            (end, rowsFollow) = (parser.End, parser.CopiesOn);
        }

        end = rowsFollow ? source.Text.Length : BehindRemarks(source.Text, end, parser.Comments);
        return new CompleteStatements(
            PostgresReader.FileOf(source, statements, Before(end, parser.Comments), Before(end, parser.MetaCommands)), end, rowsFollow);
    }

    private static int BehindRemarks(string text, int end, IReadOnlyList<TextSpan> comments)
    {
        foreach (var comment in comments)
        {
            if (comment.Start >= end && IsBlankLine(text, end, comment.Start))
                end = comment.End;
        }

        return end;
    }

    private static bool IsBlankLine(string text, int from, int to)
    {
        for (var at = from; at < to; at++)
        {
            if (text[at] is not (' ' or '\t'))
                return false;
        }

        return true;
    }

    private static List<TextSpan> Before(int end, IReadOnlyList<TextSpan> spans) => [.. spans.Where(span => span.Start < end)];
}
