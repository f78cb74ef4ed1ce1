using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>Finds <c>// safemigrate:name argument</c> before and within a C# statement.</summary>
internal static class Remarks
{
    private const string Marker = "safemigrate:";

    public static ValueList<Directive> Of(StatementSyntax statement, CSharpFile file) =>
        statement.DescendantTrivia(node => node is not BlockSyntax).Concat(statement.GetTrailingTrivia())
            .Where(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
            .GroupBy(trivia => trivia.SpanStart).Select(group => group.First())
            .SelectMany(trivia => Read(trivia, file))
            .ToValueList();

    private static IEnumerable<Directive> Read(SyntaxTrivia trivia, CSharpFile file)
    {
        var comment = trivia.ToString();
        var start = comment.IndexOf(Marker, StringComparison.Ordinal);
        if (start < 0)
            yield break;
        var text = comment.Substring(start).TrimEnd('*', '/', ' ', '\t', '\r');
        var body = text.Substring(Marker.Length);
        var name = new string([.. body.TakeWhile(c => !char.IsWhiteSpace(c))]);
        var at = trivia.SpanStart + start;
        yield return new Directive(name, body.Substring(name.Length).Trim(), file.At(at, at + text.Length));
    }
}
