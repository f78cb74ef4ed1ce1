using Microsoft.CodeAnalysis;
using SafeMigrate.Analyzers;

namespace SafeMigrate.Tests.Analyzers;

/// <summary>Who updates the analyzers sees which rules are new: the list that the compiler's release tracking keeps is that of the catalog.</summary>
public class AnalyzerReleaseTests
{
    [Fact]
    public void The_list_has_every_rule_with_its_severity() => Golden.Match("src/SafeMigrate.Analyzers/AnalyzerReleases.Unshipped.md", """
        ; Unshipped analyzer release, written by the tests from the catalog that the command line shares.

        ### New Rules

        Rule ID | Category | Severity | Notes
        --------|----------|----------|-------

        """ + string.Concat(new MigrationAnalyzer().SupportedDiagnostics.Concat(new IfDatabaseAnalyzer().SupportedDiagnostics).OrderBy(rule => rule.Id, StringComparer.Ordinal).Select(Line)));

    private static string Line(DiagnosticDescriptor rule) =>
        $"{rule.Id} | {rule.Category} | {(rule.IsEnabledByDefault ? rule.DefaultSeverity.ToString() : "Disabled")} | {rule.Title}\n";
}
