namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>The SQL files that migrations execute by name.</summary>
internal sealed class Scripts(IReadOnlyList<SourceText> files)
{
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    public static Scripts None { get; } = new([]);

    /// <summary>The paths of the files that were asked for.</summary>
    public IReadOnlyCollection<string> Used => used;

    /// <summary>
    /// The file that a path (<c>Scripts/seed.sql</c>) or a resource name (<c>Shop.Scripts.seed.sql</c>, or its end) means; null where it is not among
    /// the files, or more than one would do.
    /// </summary>
    public SourceText? Find(string name)
    {
        var wanted = Key(name);
        var found = files.Where(file => Ends(Key(file.Path), wanted) || Ends(wanted, Key(file.Path))).ToList();
        if (found.Count != 1)
            return null;
        used.Add(found[0].Path);
        return found[0];
    }

    private static bool Ends(string longer, string shorter) => ("." + longer).EndsWith("." + shorter, StringComparison.OrdinalIgnoreCase);

    private static string Key(string path) => path.Replace('\\', '.').Replace('/', '.').Trim('.');
}
