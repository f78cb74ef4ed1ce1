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
    /// the files, or more than one would do. A resource name begins with the project's root namespace where the path has the project's folder, so the
    /// file that has most of the end of the name is the one.
    /// </summary>
    public SourceText? Find(string name)
    {
        var wanted = Key(name).Split('.');
        var found = files.Where(file => Ends(Key(name), Key(FileName(file.Path)))).ToLookup(file => CommonEnd(Key(file.Path).Split('.'), wanted));
        if (found.Count == 0 || found[found.Max(group => group.Key)].ToList() is not [var file])
            return null;
        used.Add(file.Path);
        return file;
    }

    private static string FileName(string path) => path.Substring(path.LastIndexOf('/') + 1);

    private static bool Ends(string longer, string shorter) => ("." + longer).EndsWith("." + shorter, StringComparison.OrdinalIgnoreCase);

    private static int CommonEnd(string[] one, string[] other)
    {
        var length = 0;
        while (length < Math.Min(one.Length, other.Length) && string.Equals(one[one.Length - 1 - length], other[other.Length - 1 - length], StringComparison.OrdinalIgnoreCase))
            length++;
        return length;
    }

    // The compiler writes a folder's name so that it is an identifier.
    private static string Key(string path) => path.Replace('\\', '.').Replace('/', '.').Replace('-', '_').Replace(' ', '_').Trim('.');
}
