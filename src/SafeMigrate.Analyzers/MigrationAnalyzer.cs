using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace SafeMigrate.Analyzers;

/// <summary>
/// Shows the linter's findings as warnings: at the calls of FluentMigrator and EF Core migrations, inside their SQL strings, and in the .sql files
/// that the project lists as AdditionalFiles.
/// </summary>
[DiagnosticAnalyzer(Microsoft.CodeAnalysis.LanguageNames.CSharp)]
public sealed class MigrationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<Microsoft.CodeAnalysis.DiagnosticDescriptor> SupportedDiagnostics => RuleDescriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    // A finding depends on all migrations before it, so a compilation is read once, when the first of its files is asked about.
    private static void Start(CompilationStartAnalysisContext context)
    {
        var compilation = (CSharpCompilation)context.Compilation;
        var settings = new AnalyzerSettings(context.Options, compilation);
        if (MigrationLibraries.IsUsed(compilation))
        {
            var code = new Lazy<CodeFindings>(() => CodeFindings.Of(compilation, settings, context.CancellationToken));
            context.RegisterSyntaxTreeAction(file => code.Value.Report(file.Tree, file.ReportDiagnostic));
        }

        var scripts = new Lazy<ScriptFindings>(() => ScriptFindings.Of(context.Options.AdditionalFiles, settings, context.CancellationToken));
        context.RegisterAdditionalFileAction(file => scripts.Value.Report(file.AdditionalFile, file.ReportDiagnostic));
    }
}
