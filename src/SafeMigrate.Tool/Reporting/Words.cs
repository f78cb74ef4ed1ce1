using System.Globalization;
using SafeMigrate.Planning;

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

    /// <summary><c>about 1,200,000 rows, 180 MB; 24 s to 4 min</c>.</summary>
    public static string Work(StepWork work) =>
        $"about {work.Rows.ToString("N0", CultureInfo.InvariantCulture)} rows, {Size(work.Bytes)}; {(work.Most < TimeSpan.FromSeconds(1) ? "less than 1 s" : $"{Time(work.Least)} to {Time(work.Most)}")}";

    private static string Size(long bytes) => bytes switch
    {
        >= 10_000_000_000 => $"{bytes / 1_000_000_000} GB",
        >= 1_000_000 => $"{bytes / 1_000_000} MB",
        _ => $"{Math.Max(1, bytes / 1000)} kB",
    };

    private static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => "1 s",
        < 120 => $"{time.TotalSeconds:F0} s",
        < 7200 => $"{time.TotalMinutes:F0} min",
        _ => $"{time.TotalHours:F0} h",
    };

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
