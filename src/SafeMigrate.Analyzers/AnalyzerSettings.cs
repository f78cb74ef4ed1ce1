using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace SafeMigrate.Analyzers;

/// <summary>The configuration of a compilation: .editorconfig and MSBuild properties.</summary>
internal sealed class AnalyzerSettings(AnalyzerOptions options, CSharpCompilation compilation)
{
    private readonly Lazy<Dictionary<string, SyntaxTree>> trees = new(() => compilation.SyntaxTrees
        .GroupBy(tree => tree.FilePath.Replace('\\', '/')).ToDictionary(group => group.Key, group => group.First()));

    private readonly Lazy<Dictionary<string, AdditionalText>> files = new(() => options.AdditionalFiles
        .GroupBy(file => file.Path.Replace('\\', '/')).ToDictionary(group => group.Key, group => group.First()));

    /// <summary><c>safemigrate_dialect</c>, or the property SafeMigrateDialect, or what the references tell.</summary>
    public Dialect Dialect => (Global("safemigrate_dialect") ?? Global("build_property.SafeMigrateDialect"))?.Trim().ToLowerInvariant() switch
    {
        "sqlserver" => Dialect.SqlServer,
        "postgres" => Dialect.Postgres,
        _ => MigrationLibraries.DialectOf(compilation),
    };

    public LintOptions Options => new()
    {
        Rules = RuleDescriptors.Rules,
        Configuration = Read,
        PostgresVersion = int.TryParse(Global("build_property.SafeMigratePostgresVersion"), out var version) ? version : 14,
    };

    public SyntaxTree? Tree(string path) => trees.Value.TryGetValue(path, out var tree) ? tree : null;

    private string? Global(string key) => options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(key, out var value) && value.Length > 0
        ? value
        : compilation.SyntaxTrees.Length > 0
            && options.AnalyzerConfigOptionsProvider.GetOptions(compilation.SyntaxTrees[0]).TryGetValue(key, out var local) ? local : null;

    private string? Read(string path, string key)
    {
        const string Severity = ".severity";
        var tree = Tree(path);
        if (key.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal) && key.EndsWith(Severity, StringComparison.Ordinal))
            return SeverityOf(tree, key.Substring(0, key.Length - Severity.Length).Substring("dotnet_diagnostic.".Length));
        var provider = options.AnalyzerConfigOptionsProvider;
        var section = tree is not null ? provider.GetOptions(tree) : files.Value.TryGetValue(path, out var file) ? provider.GetOptions(file) : provider.GlobalOptions;
        return section.TryGetValue(key, out var value) ? value : null;
    }

    // The compiler keeps severities to itself and applies them; here they only tell which of the rules that are off were switched on.
    private string? SeverityOf(SyntaxTree? tree, string id)
    {
        var severities = compilation.Options.SyntaxTreeOptionsProvider;
        var configured = compilation.Options.SpecificDiagnosticOptions.TryGetValue(id, out var specific) ? specific : ReportDiagnostic.Default;
        if (tree is not null && severities?.TryGetDiagnosticValue(tree, id, default, out var local) == true)
            configured = local;
        else if (severities?.TryGetGlobalDiagnosticValue(id, default, out var global) == true)
            configured = global;
        return configured switch
        {
            ReportDiagnostic.Error => "error",
            ReportDiagnostic.Warn => "warning",
            ReportDiagnostic.Info => "suggestion",
            ReportDiagnostic.Hidden or ReportDiagnostic.Suppress => "none",
            _ => null,
        };
    }
}
