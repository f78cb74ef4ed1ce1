namespace SafeMigrate.Tool.Reporting;

/// <summary>A comment for a pull request. Its first line is a mark by which a job finds and replaces the comment of the run before.</summary>
internal static class MarkdownReport
{
    /// <summary>The mark.</summary>
    public const string Mark = "<!-- safemigrate-lint -->";

    // GitHub takes 65,536 characters, and the job says a few words of its own.
    private const int Longest = 60_000;

    /// <summary>Errors and warnings, the notes folded away behind them, and no more than a comment can hold.</summary>
    public static void Write(LintResult result, TextWriter output)
    {
        var (notes, rest) = (result.Findings.Where(finding => finding.Severity == Severity.Note).ToList(), result.Findings.Where(finding => finding.Severity != Severity.Note).ToList());
        output.Write($"{Mark}\n### SafeMigrate: {Words.Summary(result)}\n");
        var room = Longest;
        var left = Table(rest, result.Help, output, ref room);
        if (notes.Count > 0 && room > 0)
        {
            output.Write($"\n<details><summary>{Words.Count(notes.Count, "note")}</summary>\n");
            left += Table(notes, result.Help, output, ref room);
            output.Write("\n</details>\n");
        }
        else
        {
            left += notes.Count;
        }

        if (left > 0)
            output.Write($"\n{Words.Count(left, "more finding")}, which a comment has no room for: the log and the other reports have them all.\n");
        if (result.Findings.Any(finding => result.Help.Of(finding.Rule, finding.Location.Path) is null))
            output.Write($"\n`safemigrate explain {result.Findings[0].Rule}` says more about a rule.\n");
        if (result.Problems.Count > 0)
            output.Write("\nNot read:\n\n");
        foreach (var problem in result.Problems)
            output.Write($"- `{problem.Path}`: {Cell(problem.Message)}\n");
    }

    // How many findings there is no room for.
    private static int Table(List<Finding> findings, HelpLinks help, TextWriter output, ref int room)
    {
        if (findings.Count > 0)
            output.Write("\n| | rule | place | what happens | instead |\n|---|---|---|---|---|\n");
        for (var i = 0; i < findings.Count; i++)
        {
            var row = Row(findings[i], help);
            room -= row.Length;
            if (room < 0)
                return findings.Count - i;
            output.Write(row);
        }

        return 0;
    }

    private static string Row(Finding finding, HelpLinks help) =>
        $"| {Icon(finding.Severity)} | {Rule(finding, help)} | `{finding.Location.Path}:{finding.Location.Line}` | {Cell(finding.Message)} | {Cell(finding.Help)} |\n";

    private static string Rule(Finding finding, HelpLinks help) =>
        help.Of(finding.Rule, finding.Location.Path) is { } address ? $"[{finding.Rule}]({address}) {finding.RuleName}" : $"{finding.Rule} {finding.RuleName}";

    private static string Icon(Severity severity) => severity switch { Severity.Error => "❌", Severity.Warning => "⚠️", _ => "ℹ️" };

    private static string Cell(string text) => text.Replace("|", "\\|").Replace("<", "&lt;").Replace("\r", "").Replace("\n", " ");
}
