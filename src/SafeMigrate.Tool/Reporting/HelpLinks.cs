using System.Reflection;

namespace SafeMigrate.Tool.Reporting;

/// <summary>Where a rule's page is found, for links in reports.</summary>
/// <param name="pages">What <c>--help-url</c> says, or null.</param>
/// <param name="configured">What .editorconfig says for a path (<c>safemigrate_help_url</c>), or null.</param>
internal sealed class HelpLinks(string? pages, Func<string, string?> configured)
{
    /// <summary>No public address is known.</summary>
    public static HelpLinks None { get; } = new("", _ => null);

    // Whoever publishes the program says where its pages are: the MSBuild property RepositoryUrl, or RuleHelpUrl.
    private static readonly Lazy<string?> Published = new(() =>
        typeof(HelpLinks).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(data => data.Key == "RuleHelpUrl")?.Value);

    /// <summary>The address of a rule's page, or null where none is known.</summary>
    /// <param name="rule">The rule's id, which takes the place of <c>{rule}</c> in the address, else follows it.</param>
    /// <param name="path">The file that the finding is in.</param>
    public string? Of(string rule, string path) => (pages ?? configured(path) ?? Published.Value) switch
    {
        null or "" => null,
        var address when address.Contains("{rule}", StringComparison.Ordinal) => address.Replace("{rule}", rule),
        var address => $"{address.TrimEnd('/')}/{rule}.md",
    };

    /// <summary>The address, else the command that shows the page.</summary>
    public string TextOf(Finding finding) => Of(finding.Rule, finding.Location.Path) ?? $"safemigrate explain {finding.Rule}";
}
