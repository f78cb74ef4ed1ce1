using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SafeMigrate.Analyzers.CSharp;

/// <summary>A parsed C# file.</summary>
internal sealed class CSharpFile
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);
    private readonly Lazy<SourceText> source;

    public CSharpFile(SourceText source)
    {
        this.source = new Lazy<SourceText>(() => source);
        var text = WithoutModel(source);
        IsWhole = text.Length == source.Text.Length;
        Tree = CSharpSyntaxTree.ParseText(text, Options, source.Path);
    }

    /// <summary>A file that the compiler has parsed; most have no migration, so that their text is never asked for.</summary>
    public CSharpFile(SyntaxTree tree)
    {
        source = new Lazy<SourceText>(() => new SourceText(tree.FilePath, tree.GetText().ToString()));
        Tree = tree;
    }

    public SourceText Source => source.Value;

    public SyntaxTree Tree { get; }

    /// <summary>True where the errors of the parser are those of the file's author, and no compiler reports them.</summary>
    public bool IsWhole { get; }

    public Location At(SyntaxNode node) => At(node.SpanStart, node.Span.End);

    public Location At(int start, int end) => new(Source, TextSpan.Between(start, end));

    // EF Core's designer files repeat the whole model behind the attributes, which are all that is needed of them.
    private static string WithoutModel(SourceText source)
    {
        var model = source.Path.EndsWith(".Designer.cs", StringComparison.OrdinalIgnoreCase)
            ? source.Text.IndexOf("protected override void BuildTargetModel", StringComparison.Ordinal)
            : -1;
        return model < 0 ? source.Text : source.Text.Substring(0, model);
    }
}
