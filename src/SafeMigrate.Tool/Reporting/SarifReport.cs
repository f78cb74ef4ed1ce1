using System.Text.Json;
using SafeMigrate.Rules;

namespace SafeMigrate.Tool.Reporting;

/// <summary>SARIF 2.1.0 (OASIS), which GitHub code scanning, Azure DevOps and IDEs read.</summary>
internal static class SarifReport
{
    public static void Write(LintResult result, TextWriter output) => Json.Write(output, indented: true, json =>
    {
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();

        // Columns count UTF-16 units, and so does SourceText.
        json.WriteString("columnKind", "utf16CodeUnits");
        var found = result.Findings.Select(finding => finding.Rule).ToHashSet(StringComparer.Ordinal);
        var rules = result.Rules.Where(rule => found.Contains(rule.Id)).ToList();
        Tool(json, rules, result);
        json.WriteStartArray("results");
        foreach (var (finding, fingerprint) in Fingerprint.Of(result.Findings))
            Result(json, finding, fingerprint, rules.FindIndex(rule => rule.Id == finding.Rule));
        json.WriteEndArray();
        Invocation(json, result);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void Tool(Utf8JsonWriter json, IReadOnlyList<Rule> rules, LintResult result)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "SafeMigrate");
        json.WriteString("semanticVersion", typeof(SarifReport).Assembly.GetName().Version?.ToString(3) ?? "0.0.0");
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            json.WriteString("name", rule.Name);
            Text(json, "shortDescription", rule.Title);
            Text(json, "fullDescription", rule.Why.Trim());
            var path = result.Findings.First(finding => finding.Rule == rule.Id).Location.Path;
            if (result.Help.Of(rule.Id, path) is { } address)
                json.WriteString("helpUri", address);
            json.WriteStartObject("help");
            json.WriteString("text", rule.Instead);
            json.WriteString("markdown", RulePage.Markdown(rule));
            json.WriteEndObject();
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Words.Of(rule.Severity));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Result(Utf8JsonWriter json, Finding finding, string fingerprint, int ruleIndex)
    {
        var place = finding.Location;
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule);
        if (ruleIndex >= 0)
            json.WriteNumber("ruleIndex", ruleIndex);
        json.WriteString("level", Words.Of(finding.Severity));
        Text(json, "message", $"{finding.Message}. Instead: {finding.Help}");
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", UriOf(place.Path));
        json.WriteEndObject();
        json.WriteStartObject("region");
        json.WriteNumber("startLine", place.Line);
        json.WriteNumber("startColumn", place.Column);
        json.WriteNumber("endLine", place.EndLine);
        json.WriteNumber("endColumn", place.EndColumn);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("safemigrate/v1", fingerprint);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Invocation(Utf8JsonWriter json, LintResult result)
    {
        json.WriteStartArray("invocations");
        json.WriteStartObject();
        json.WriteBoolean("executionSuccessful", result.Problems.Count == 0);
        json.WriteStartArray("toolExecutionNotifications");
        foreach (var problem in result.Problems)
        {
            json.WriteStartObject();
            json.WriteString("level", "error");
            Text(json, "message", problem.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    // A relative path becomes a relative reference, so that a viewer finds the file below the checkout.
    private static string UriOf(string path) => path.StartsWith('/')
        ? new Uri("file://" + path).AbsoluteUri
        : string.Join('/', path.Split('/').Where(part => part != ".").Select(Uri.EscapeDataString));
}
