using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>A parsed C# file.</summary>
/// <param name="source">The text as the user gave it.</param>
/// <param name="tree">Its syntax.</param>
internal sealed class CSharpFile(SourceText source, SyntaxTree tree)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);

    public CSharpFile(SourceText source)
        : this(source, CSharpSyntaxTree.ParseText(source.Text, Options, source.Path))
    {
    }

    public SourceText Source => source;

    public SyntaxTree Tree => tree;

    public Location At(SyntaxNode node) => new(source, TextSpan.Between(node.SpanStart, node.Span.End));

    public Location At(int start, int end) => new(source, TextSpan.Between(start, end));
}
