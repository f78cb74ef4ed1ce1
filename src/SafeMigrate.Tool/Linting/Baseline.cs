using System.Text.Json;
using SafeMigrate.Tool.Reporting;

namespace SafeMigrate.Tool.Linting;

/// <summary>The findings a team has decided to live with, by fingerprint, in a file beside the code.</summary>
internal static class Baseline
{
    /// <summary>The result without what the file lists, and how many entries of the file are no longer found.</summary>
    /// <exception cref="UserErrorException">The file does not exist or is not a baseline.</exception>
    public static (LintResult Result, int Stale) Apply(string path, LintResult result)
    {
        var known = Read(path);
        var all = Fingerprint.Of(result.Findings).ToList();
        var stale = known.Except(all.Select(pair => pair.Value)).Count();
        return (result with { Findings = [.. all.Where(pair => !known.Contains(pair.Value)).Select(pair => pair.Finding)] }, stale);
    }

    /// <summary>Writes all findings to the file.</summary>
    public static void Write(string path, LintResult result)
    {
        using var output = Files.Create(path);
        Json.Write(output, indented: true, json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteStartArray("findings");
            foreach (var (finding, fingerprint) in Fingerprint.Of(result.Findings))
            {
                json.WriteStartObject();
                json.WriteString("fingerprint", fingerprint);
                json.WriteString("rule", finding.Rule);
                json.WriteString("path", finding.Location.Path);
                json.WriteString("message", finding.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static HashSet<string> Read(string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException($"{path}: the baseline does not exist; write it with --update-baseline");

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.GetProperty("findings").EnumerateArray().Select(entry => entry.GetProperty("fingerprint").GetString() ?? "")];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new UserErrorException($"{path}: is not a baseline; write it anew with --update-baseline");
        }
    }
}
