using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tool.Configuration;

/// <summary>
/// The values of <c>.editorconfig</c> files for paths. The files are read as the compiler reads them, by Roslyn; but Roslyn is only loaded where a
/// file says something to SafeMigrate, because loading it takes longer than linting a file.
/// </summary>
internal sealed class EditorConfig
{
    private const string FileName = ".editorconfig";

    private static readonly Dictionary<string, string> Nothing = [];

    private readonly Dictionary<string, string[]> chains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AnalyzerConfigs> configs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, string>> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Problem> problems = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    /// <summary>Files that cannot be read, and options in them that do not exist or have no such value.</summary>
    public IEnumerable<Problem> Problems => problems.Count == 0 ? [] : problems.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value);

    /// <summary>The value of a key for a path, or null. Several threads may ask.</summary>
    /// <param name="path">As the user gave it.</param>
    /// <param name="key">In lower case but for the rule's id: <c>dotnet_diagnostic.SM0003.severity</c>.</param>
    public string? Value(string path, string key) => ValuesOf(path) is { Count: > 0 } found ? found.GetValueOrDefault(key.ToLowerInvariant()) : null;

    /// <summary>The same object for paths that have the same values.</summary>
    public object Scope(string path) => ValuesOf(path);

    private Dictionary<string, string> ValuesOf(string path)
    {
        lock (values)
        {
            if (values.TryGetValue(path, out var found))
                return found;
            var full = Path.GetFullPath(path.Length == 0 ? "stdin.sql" : path);
            var chain = Chain(Path.GetDirectoryName(full) ?? "/");
            return values[path] = chain.Length == 0 ? Nothing : Evaluate(full, chain);
        }
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
        if (texts.TryGetValue(file, out var known))
            return known;
        try
        {
            return texts[file] = File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems[file] = new Problem(Shown(file), "cannot be read, so its severities and options are not known");
            return texts[file] = "";
        }
    }

    // In a method of its own, so that Roslyn is loaded only where a file has something for us.
    private Dictionary<string, string> Evaluate(string path, string[] chain)
    {
        if (!configs.TryGetValue(chain[^1], out var config))
            configs[chain[^1]] = config = new AnalyzerConfigs(chain, Read);
        var (found, isNew) = config.For(path);
        if (isNew)
        {
            foreach (var (key, message) in config.Problems.Concat(ConfigurationCheck.Of(found)))
                problems.TryAdd(chain[^1] + key + message, new Problem(Shown(Holder(chain, key)), message));
        }

        return found;
    }

    private string Holder(string[] chain, string key) => chain.LastOrDefault(file => Read(file).Contains(key, StringComparison.OrdinalIgnoreCase)) ?? chain[^1];

    private static string Shown(string file) => Path.GetRelativePath(Environment.CurrentDirectory, file).Replace('\\', '/');
}
