using Microsoft.CodeAnalysis;

namespace SafeMigrate.Tool.Configuration;

/// <summary>The .editorconfig files of one folder and those above it, evaluated as the compiler does it.</summary>
internal sealed class AnalyzerConfigs
{
    private readonly AnalyzerConfigSet set;
    private readonly Dictionary<(object, object), Dictionary<string, string>> bySections = [];

    /// <param name="files">From the outermost on.</param>
    /// <param name="read">The text of a file.</param>
    public AnalyzerConfigs(IEnumerable<string> files, Func<string, string> read) =>
        set = AnalyzerConfigSet.Create(files.Select(file => AnalyzerConfig.Parse(read(file), file)).ToArray());

    /// <summary>What the compiler complains about, with the key it is about.</summary>
    public IReadOnlyList<(string Key, string Message)> Problems { get; private set; } = [];

    /// <summary>The values for a path, in lower case keys, and whether they were not asked for before; paths in the same sections share them.</summary>
    public (Dictionary<string, string> Values, bool IsNew) For(string path)
    {
        var options = set.GetOptionsForSourcePath(path);
        if (bySections.TryGetValue((options.AnalyzerOptions, options.TreeOptions), out var known))
            return (known, false);

        var found = new Dictionary<string, string>(options.AnalyzerOptions, StringComparer.Ordinal);
        foreach (var (id, severity) in options.TreeOptions)
            found[$"dotnet_diagnostic.{id.ToLowerInvariant()}.severity"] = Word(severity);
        Problems = [.. options.Diagnostics.Select(diagnostic => ("dotnet_diagnostic", diagnostic.GetMessage()))];
        return (bySections[(options.AnalyzerOptions, options.TreeOptions)] = found, true);
    }

    private static string Word(ReportDiagnostic severity) => severity switch
    {
        ReportDiagnostic.Error => "error",
        ReportDiagnostic.Warn => "warning",
        ReportDiagnostic.Info => "suggestion",
        ReportDiagnostic.Hidden => "silent",
        ReportDiagnostic.Suppress => "none",
        _ => "default",
    };
}
