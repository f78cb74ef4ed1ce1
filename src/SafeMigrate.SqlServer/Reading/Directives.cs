using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SafeMigrate.SqlServer.Reading;

/// <summary>Gives remarks to SafeMigrate to the statement that follows them, or that they stand in or behind on the same line.</summary>
internal static class Directives
{
    private const string Mark = "safemigrate:";

    public static IReadOnlyList<Statement> Attach(SourceText source, Tokens tokens, List<Statement> statements)
    {
        if (statements.Count == 0)
            return statements;

        foreach (var comment in tokens.List.Where(Tokens.IsComment))
        {
            if (Parse(source, comment) is not { } directive)
                continue;
            var index = Owner(source, statements, comment);
            statements[index] = statements[index] with { Directives = [.. statements[index].Directives, directive] };
        }

        return statements;
    }

    private static Directive? Parse(SourceText source, TSqlParserToken comment)
    {
        var start = comment.Text.IndexOf(Mark, StringComparison.OrdinalIgnoreCase);
        if (start < 0 || comment.Text.Substring(0, start).Trim(' ', '\t', '-', '/', '*').Length > 0)
            return null;

        var rest = comment.Text.Substring(start + Mark.Length);
        var end = rest.IndexOf("*/", StringComparison.Ordinal);
        var text = (end < 0 ? rest : rest.Substring(0, end)).TrimEnd();
        var blank = text.IndexOfAny([' ', '\t', '\r', '\n']);
        var (name, argument) = blank < 0 ? (text, "") : (text.Substring(0, blank), text.Substring(blank).Trim());
        return new Directive(name, argument, source.At(new TextSpan(comment.Offset + start, Mark.Length + text.Length)));
    }

    private static int Owner(SourceText source, List<Statement> statements, TSqlParserToken comment)
    {
        var place = source.At(new TextSpan(comment.Offset, comment.Text.Length));
        var before = statements.FindLastIndex(statement => statement.Location.Span.Start <= place.Span.Start);
        var belongs = before >= 0 && (statements[before].Location.EndLine == place.Line || statements[before].Location.Span.End > place.Span.Start);
        return belongs ? before : Math.Min(before + 1, statements.Count - 1);
    }
}
