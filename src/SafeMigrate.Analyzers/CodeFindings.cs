using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using SafeMigrate.Analyzers.CSharp;
using SafeMigrate.Analyzers.FluentMigrator;

namespace SafeMigrate.Analyzers;

/// <summary>The findings about the migrations in a compilation's C# files.</summary>
internal sealed class CodeFindings
{
    // While somebody types, all files but one stay the same from one compilation to the next.
    private static readonly ConditionalWeakTable<SyntaxTree, CSharpFile> Known = new();

    private readonly ILookup<SyntaxTree, Finding> findings;

    private CodeFindings(ILookup<SyntaxTree, Finding> findings) => this.findings = findings;

    public static CodeFindings Of(CSharpCompilation compilation, AnalyzerSettings settings, CancellationToken cancellation)
    {
        var files = compilation.SyntaxTrees.Select(tree => Known.GetValue(tree, each => new CSharpFile(each))).ToList();
        cancellation.ThrowIfCancellationRequested();
        var migrations = CSharpReader.Read(new CSharpProject(files), settings.Dialect, Scripts.None);
        cancellation.ThrowIfCancellationRequested();
        var found = Linter.Lint(migrations, settings.Options)
            .Select(finding => (Tree: settings.Tree(finding.Location.Path), Finding: finding))
            .Where(each => each.Tree is not null);
        return new CodeFindings(found.ToLookup(each => each.Tree!, each => each.Finding));
    }

    public void Report(SyntaxTree tree, Action<Diagnostic> report)
    {
        foreach (var finding in findings[tree])
        {
            if (Diagnostics.In(tree, finding) is { } diagnostic)
                report(diagnostic);
        }
    }
}
