using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using SafeMigrate.Analyzers;

namespace SafeMigrate.Tests.Analyzers;

/// <summary>Runs the analyzer on a project with one file of migrations.</summary>
internal static class Analyze
{
    public static readonly IReadOnlyList<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetFileName(path).StartsWith("System.")).Select(path => MetadataReference.CreateFromFile(path))];

    public static Task<ImmutableArray<Diagnostic>> Migration(string up, string attribute = "Migration(1)", Dictionary<string, string>? options = null) =>
        Run([("M.cs", Class(up, attribute)), ("Stub.cs", FluentMigratorStub.Code)], [], options ?? []);

    public static Task<ImmutableArray<Diagnostic>> Scripts(params (string Path, string Text)[] scripts) =>
        Run([("Program.cs", "class Program { }")], scripts, []);

    public static async Task<ImmutableArray<Diagnostic>> Run(
        IEnumerable<(string Path, string Text)> files, IEnumerable<(string Path, string Text)> scripts, Dictionary<string, string> options)
    {
        var compilation = CSharpCompilation.Create(
            "Shop",
            files.Select(file => CSharpSyntaxTree.ParseText(file.Text, path: file.Path)),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var analyzer = new AnalyzerOptions([.. scripts.Select(script => (AdditionalText)new Script(script.Path, script.Text))], new Provider(options));
        return await compilation.WithAnalyzers([new MigrationAnalyzer()], analyzer).GetAnalyzerDiagnosticsAsync();
    }

    public static string Class(string up, string attribute = "Migration(1)") => $$"""
        using FluentMigrator;

        [{{attribute}}]
        public class M : Migration
        {
            public override void Up()
            {
                {{up}}
            }

            public override void Down()
            {
            }
        }
        """;

    /// <summary>The source text that a diagnostic underlines.</summary>
    public static string Marked(Diagnostic diagnostic) => diagnostic.Location.SourceTree!.GetText().ToString(diagnostic.Location.SourceSpan);

    private sealed class Script(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override Microsoft.CodeAnalysis.Text.SourceText GetText(CancellationToken cancellationToken = default) => Microsoft.CodeAnalysis.Text.SourceText.From(text);
    }

    internal sealed class Provider(Dictionary<string, string> values) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(values);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;
    }

    private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        // The attribute that belongs to the parameter is ambiguous here: the assemblies under test have one of their own.
        public override bool TryGetValue(string key, out string value) => values.TryGetValue(key, out value!);
    }
}
