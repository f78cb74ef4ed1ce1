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
        : this(source, CSharpSyntaxTree.ParseText(WithoutModel(source), Options, source.Path))
    {
    }

    public SourceText Source => source;

    public SyntaxTree Tree => tree;

    // EF Core's designer files repeat the whole model behind the attributes, which are all that is needed of them.
    private static string WithoutModel(SourceText source)
    {
        var model = source.Path.EndsWith(".Designer.cs", StringComparison.OrdinalIgnoreCase)
            ? source.Text.IndexOf("protected override void BuildTargetModel", StringComparison.Ordinal)
            : -1;
        return model < 0 ? source.Text : source.Text.Substring(0, model);
    }

    public Location At(SyntaxNode node) => new(source, TextSpan.Between(node.SpanStart, node.Span.End));

    public Location At(int start, int end) => new(source, TextSpan.Between(start, end));
}
