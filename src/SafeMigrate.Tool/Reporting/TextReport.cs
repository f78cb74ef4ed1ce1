namespace SafeMigrate.Tool.Reporting;

/// <summary>For people: each error and warning with the lines it is about; notes in a list at the end, so that they do not hide the others.</summary>
internal static class TextReport
{
    /// <param name="result">What was found.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="color">Whether it shows colours.</param>
    /// <param name="all">Whether notes are shown as the others are.</param>
    public static void Write(LintResult result, TextWriter output, bool color, bool all)
    {
        var style = new Style(color);
        var explained = new HashSet<string>(StringComparer.Ordinal);
        foreach (var finding in result.Findings)
        {
            if (all || finding.Severity > Severity.Note)
                Write(finding, result, style, explained.Add(finding.Rule), output);
        }

        if (!all)
            NoteList.Write(result, style, output);
        output.WriteLine(Words.Summary(result));
    }

    private static void Write(Finding finding, LintResult result, Style style, bool isFirst, TextWriter output)
    {
        output.WriteLine($"{style.Of(finding.Severity, $"{Words.Of(finding.Severity)} {finding.Rule}")} {style.Dim(finding.RuleName)}");
        output.WriteLine($"  {style.Bold(finding.Message)}");
        output.WriteLine($"  {style.Dim("-->")} {finding.Location}");
        CodeFrame.Write(finding.Location, finding.Severity, style, output);
        if (result.Effects?.GetValueOrDefault((finding.Location.Path, finding.Statement)) is { } effect)
            output.WriteLine($"  {style.Dim($"the statement {EffectText.Of(effect)}")}");
        if (finding.Help.Length > 0)
            output.WriteLine($"  {style.Help("instead:")} {finding.Help}{(finding.Fix is null ? "" : style.Dim(" (lint --fix does it)"))}");
        if (isFirst)
            output.WriteLine($"  {style.Dim("more:")} {result.Help.TextOf(finding)}");
        output.WriteLine();
    }
}
