using Microsoft.CodeAnalysis;
using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tool.Configuration;

/// <summary>
/// The values of <c>.editorconfig</c> files for paths. The files are read as the compiler reads them, by Roslyn; but Roslyn is only loaded where a
/// file says something to SafeMigrate, because loading it takes longer than linting a file.
/// </summary>
internal sealed class EditorConfig
{
    private const string FileName = ".editorconfig";

    private readonly Dictionary<string, string[]> chains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Problem> problems = new(StringComparer.Ordinal);

    /// <summary>Files that cannot be read, and options in them that do not exist.</summary>
    public IEnumerable<Problem> Problems => problems.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value);

    /// <summary>The value of a key for a path, or null.</summary>
    /// <param name="path">As the user gave it.</param>
    /// <param name="key">In lower case but for the rule's id: <c>dotnet_diagnostic.SM0003.severity</c>.</param>
    public string? Value(string path, string key)
    {
        if (!values.TryGetValue(path, out var found))
            values[path] = found = ValuesOf(path);
        return found.Count == 0 ? null : found.GetValueOrDefault(key.ToLowerInvariant());
    }

    private IReadOnlyDictionary<string, string> ValuesOf(string path)
    {
        var full = Path.GetFullPath(path.Length == 0 ? "stdin.sql" : path);
        var chain = Chain(Path.GetDirectoryName(full) ?? "/");
        return chain.Length == 0 ? System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty : Evaluate(full, chain);
    }

    /// <summary>The folder's .editorconfig files from the outermost on; none where they have nothing for SafeMigrate.</summary>
    private string[] Chain(string folder)
    {
        if (chains.TryGetValue(folder, out var known))
            return known;

        var files = new List<string>();
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            var file = Path.Combine(at, FileName);
            if (File.Exists(file))
                files.Insert(0, file);
        }

        return chains[folder] = files.Any(IsForUs) ? [.. files] : [];
    }

    private bool IsForUs(string file)
    {
        var text = Read(file);
        return text.Contains("safemigrate_", StringComparison.OrdinalIgnoreCase) || text.Contains("dotnet_diagnostic.SM", StringComparison.OrdinalIgnoreCase);
    }

    private string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems[file] = new Problem(Shown(file), "cannot be read, so its severities and options are not known");
            return "";
        }
    }

    private Dictionary<string, string> Evaluate(string path, string[] chain)
    {
        var set = AnalyzerConfigSet.Create(chain.Select(file => AnalyzerConfig.Parse(Read(file), file)).ToArray());
        var options = set.GetOptionsForSourcePath(path);
        var found = new Dictionary<string, string>(options.AnalyzerOptions, StringComparer.Ordinal);
        foreach (var (id, severity) in options.TreeOptions)
            found[$"dotnet_diagnostic.{id.ToLowerInvariant()}.severity"] = Word(severity);
        foreach (var diagnostic in options.Diagnostics)
            problems[diagnostic.ToString()] = new Problem(Shown(chain[^1]), diagnostic.GetMessage());
        foreach (var key in found.Keys.Where(key => key.StartsWith("safemigrate_", StringComparison.Ordinal) && !LintConfiguration.Keys.ContainsKey(key)))
            problems[key] = new Problem(Shown(Holder(chain, key)), $"has the option {key}, which does not exist; there are {string.Join(", ", LintConfiguration.Keys.Keys.Order())}");
        return found;
    }

    private string Holder(string[] chain, string key) => chain.Last(file => Read(file).Contains(key, StringComparison.OrdinalIgnoreCase));

    private static string Shown(string file) => Path.GetRelativePath(Environment.CurrentDirectory, file).Replace('\\', '/');

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
