namespace SafeMigrate.Tool.Reporting;

/// <summary>For people: each finding with the lines it is about.</summary>
internal static class TextReport
{
    public static void Write(LintResult result, TextWriter output, bool color)
    {
        var style = new Style(color);
        var explained = new HashSet<string>(StringComparer.Ordinal);
        foreach (var finding in result.Findings)
        {
            output.WriteLine($"{style.Of(finding.Severity, $"{Words.Of(finding.Severity)} {finding.Rule}")} {style.Dim(finding.RuleName)}");
            output.WriteLine($"  {style.Bold(finding.Message)}");
            output.WriteLine($"  {style.Dim("-->")} {finding.Location}");
            CodeFrame.Write(finding.Location, finding.Severity, style, output);
            if (result.Effects.TryGetValue((finding.Location.Path, finding.Statement), out var effect))
                output.WriteLine($"  {style.Dim($"the statement {EffectText.Of(effect)}")}");
            if (finding.Help.Length > 0)
                output.WriteLine($"  {style.Help("instead:")} {finding.Help}{(finding.Fix is null ? "" : style.Dim(" (lint --fix does it)"))}");
            if (explained.Add(finding.Rule))
                output.WriteLine($"  {style.Dim("more:")} {result.Help.TextOf(finding)}");
            output.WriteLine();
        }

        output.WriteLine(Words.Summary(result));
    }
}
