namespace SafeMigrate.Tool.Reporting;

/// <summary>Workflow commands that GitHub shows as annotations at the lines of a pull request.</summary>
internal static class GitHubReport
{
    public static void Write(LintResult result, TextWriter output)
    {
        foreach (var finding in result.Findings)
        {
            var place = finding.Location;
            var level = finding.Severity == Severity.Note ? "notice" : Words.Of(finding.Severity);
            var columns = place.Line == place.EndLine ? $",col={place.Column},endColumn={place.EndColumn}" : "";
            output.Write($"::{level} file={Property(place.Path)},line={place.Line},endLine={place.EndLine}{columns}");
            output.Write($",title={Property($"{finding.Rule} {finding.RuleName}")}::{Text($"{finding.Message}\nInstead: {finding.Help}\nMore: {result.Help.TextOf(finding)}")}\n");
        }

        foreach (var problem in result.Problems)
            output.Write($"::error file={Property(problem.Path)},title=Not read::{Text(problem.ToString())}\n");
    }

    // The runner's own escapes: docs.github.com "Workflow commands", actions/toolkit command.ts.
    private static string Text(string text) => text.Replace("%", "%25").Replace("\r", "%0D").Replace("\n", "%0A");

    private static string Property(string text) => Text(text).Replace(":", "%3A").Replace(",", "%2C");
}
