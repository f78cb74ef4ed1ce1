namespace SafeMigrate.Tool.Reporting;

/// <summary>One form of a report.</summary>
/// <param name="Kind">Its name on the command line.</param>
/// <param name="Write">Writes the whole report.</param>
internal sealed record Report(string Kind, Action<LintResult, TextWriter> Write)
{
    /// <summary>All forms; a new one is one file and one line here.</summary>
    public static IReadOnlyList<Report> All { get; } =
    [
        new("text", (result, output) => TextReport.Write(result, output, color: false, all: false)),
        new("json", JsonReport.Write),
        new("sarif", SarifReport.Write),
        new("github", GitHubReport.Write),
        new("gitlab", GitLabReport.Write),
        new("junit", JUnitReport.Write),
        new("markdown", MarkdownReport.Write),
    ];
}
