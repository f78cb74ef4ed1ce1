namespace SafeMigrate.Tool.Reporting;

/// <summary>Small words that all reports spell the same way.</summary>
internal static class Words
{
    public static string Of(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "note",
    };

    /// <summary><c>1 error</c>, <c>2 errors</c>.</summary>
    public static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    /// <summary><c>2 errors, 1 warning in 3 files (14 statements)</c>.</summary>
    public static string Summary(LintResult result)
    {
        var scope = $"{Count(result.Files.Count, "file")} ({Count(result.Statements, "statement")})";
        var counts = new List<string>();
        for (var severity = Severity.Error; severity >= Severity.Note; severity--)
        {
            if (result.Count(severity) is > 0 and var count)
                counts.Add(Count(count, Of(severity)));
        }

        return counts.Count == 0 ? $"No findings in {scope}" : $"{string.Join(", ", counts)} in {scope}";
    }
}
