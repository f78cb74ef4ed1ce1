namespace SafeMigrate.Tool.Reporting;

/// <summary>GitLab's Code Quality artifact: a JSON array in the form of docs.gitlab.com "Code Quality report format".</summary>
internal static class GitLabReport
{
    public static void Write(LintResult result, TextWriter output) => Json.Write(output, indented: true, json =>
    {
        json.WriteStartArray();
        foreach (var (finding, fingerprint) in Fingerprint.Of(result.Findings))
        {
            json.WriteStartObject();
            json.WriteString("description", $"{finding.Message}. Instead: {finding.Help}. More: {result.Help.TextOf(finding)}");
            json.WriteString("check_name", $"{finding.Rule} {finding.RuleName}");
            json.WriteString("fingerprint", fingerprint);
            json.WriteString("severity", finding.Severity switch { Severity.Error => "critical", Severity.Warning => "major", _ => "info" });
            json.WriteStartObject("location");

            // GitLab wants the path from the repository's root, without ./ before it.
            json.WriteString("path", finding.Location.Path.StartsWith("./", StringComparison.Ordinal) ? finding.Location.Path[2..] : finding.Location.Path);
            json.WriteStartObject("lines");
            json.WriteNumber("begin", finding.Location.Line);
            json.WriteNumber("end", finding.Location.EndLine);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
