using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace SafeMigrate.Analyzers;

/// <summary>
/// Warns where <c>IfDatabase("postgres")</c> is compiled against FluentMigrator 7 or later: its AddPostgres() names the database PostgreSQL15_0 with
/// the alias PostgreSQL, so that the statements behind it are skipped without a word. Only the reference tells, so the command line has no such rule.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class IfDatabaseAnalyzer : DiagnosticAnalyzer
{
    private const int FirstVersion = 7;

    private static readonly DiagnosticDescriptor Descriptor = new(
        "SM1101",
        "IfDatabase no longer matches this name",
        "IfDatabase(\"{0}\") does not match since FluentMigrator 7, and what follows it is skipped. Write IfDatabase(\"PostgreSQL\"), or ProcessorIdConstants.PostgreSQL.",
        "Migrations",
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "AddPostgres() of FluentMigrator 7 and later names the database PostgreSQL15_0, with PostgreSQL as its alias; up to version 6 it was Postgres.");

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptor);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.ReferencedAssemblyNames.Any(assembly => assembly.Name.StartsWith("FluentMigrator", StringComparison.Ordinal) && assembly.Version.Major >= FirstVersion))
                start.RegisterSyntaxNodeAction(Check, SyntaxKind.InvocationExpression);
        });
    }

    // Several names are alternatives, so that one of them that matches is enough.
    private static void Check(SyntaxNodeAnalysisContext context)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        var name = call.Expression is MemberAccessExpressionSyntax access ? access.Name : call.Expression as SimpleNameSyntax;
        if (name?.Identifier.Text != "IfDatabase")
            return;
        var names = call.ArgumentList.Arguments.Select(argument => (argument, value: context.SemanticModel.GetConstantValue(argument.Expression, context.CancellationToken).Value as string)).ToList();
        if (names.Count > 0 && names.All(each => string.Equals(each.value, "postgres", StringComparison.OrdinalIgnoreCase)))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, names[0].argument.GetLocation(), names[0].value));
    }
}
