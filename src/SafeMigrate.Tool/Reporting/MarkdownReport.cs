namespace SafeMigrate.Tool.Reporting;

/// <summary>A comment for a pull request. Its first line is a mark by which a job finds and replaces the comment of the run before.</summary>
internal static class MarkdownReport
{
    /// <summary>The mark.</summary>
    public const string Mark = "<!-- safemigrate-lint -->";

    public static void Write(LintResult result, TextWriter output)
    {
        output.Write($"{Mark}\n### SafeMigrate: {Words.Summary(result)}\n");
        if (result.Findings.Count > 0)
            output.Write("\n| | rule | place | what happens | instead |\n|---|---|---|---|---|\n");
        foreach (var finding in result.Findings)
        {
            var place = $"`{finding.Location.Path}:{finding.Location.Line}`";
            output.Write($"| {Icon(finding.Severity)} | {Rule(finding, result.Help)} | {place} | {Cell(finding.Message)} | {Cell(finding.Help)} |\n");
        }

        if (result.Findings.Any(finding => result.Help.Of(finding.Rule, finding.Location.Path) is null))
            output.Write($"\n`safemigrate explain {result.Findings[0].Rule}` says more about a rule.\n");
        if (result.Problems.Count > 0)
            output.Write("\nNot read:\n\n");
        foreach (var problem in result.Problems)
            output.Write($"- `{problem.Path}`: {Cell(problem.Message)}\n");
    }

    private static string Rule(Finding finding, HelpLinks help) =>
        help.Of(finding.Rule, finding.Location.Path) is { } address ? $"[{finding.Rule}]({address}) {finding.RuleName}" : $"{finding.Rule} {finding.RuleName}";

    private static string Icon(Severity severity) => severity switch { Severity.Error => "❌", Severity.Warning => "⚠️", _ => "ℹ️" };

    private static string Cell(string text) => text.Replace("|", "\\|").Replace("<", "&lt;").Replace("\r", "").Replace("\n", " ");
}
