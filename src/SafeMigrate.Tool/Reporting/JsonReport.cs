using System.Text.Json;

namespace SafeMigrate.Tool.Reporting;

/// <summary>For programs: one object, whose form is a promise. New members may come, none goes.</summary>
internal static class JsonReport
{
    public static void Write(LintResult result, TextWriter output) => Json.Write(output, indented: true, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteStartArray("findings");
        foreach (var finding in result.Findings)
            Write(finding, result.Help, json);
        json.WriteEndArray();

        json.WriteStartArray("problems");
        foreach (var problem in result.Problems)
        {
            json.WriteStartObject();
            json.WriteString("path", problem.Path);
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("summary");
        json.WriteNumber("files", result.Files.Count);
        json.WriteNumber("statements", result.Statements);
        json.WriteNumber("errors", result.Count(Severity.Error));
        json.WriteNumber("warnings", result.Count(Severity.Warning));
        json.WriteNumber("notes", result.Count(Severity.Note));
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void Write(Finding finding, HelpLinks help, Utf8JsonWriter json)
    {
        var place = finding.Location;
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule);
        json.WriteString("name", finding.RuleName);
        json.WriteString("severity", Words.Of(finding.Severity));
        json.WriteString("path", place.Path);
        json.WriteNumber("line", place.Line);
        json.WriteNumber("column", place.Column);
        json.WriteNumber("endLine", place.EndLine);
        json.WriteNumber("endColumn", place.EndColumn);
        json.WriteNumber("offset", place.ByteOffset);
        json.WriteNumber("length", place.ByteLength);
        json.WriteNumber("statement", finding.Statement);
        json.WriteString("message", finding.Message);
        json.WriteString("help", finding.Help);
        json.WriteString("operation", finding.Operation);
        json.WriteBoolean("fixable", finding.Fix is not null);
        if (help.Of(finding.Rule, place.Path) is { } address)
            json.WriteString("helpUrl", address);
        json.WriteEndObject();
    }
}
