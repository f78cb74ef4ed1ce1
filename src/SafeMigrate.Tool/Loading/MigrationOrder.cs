namespace SafeMigrate.Tool.Loading;

/// <summary>Puts the migrations of a folder in the order they run, and each way back beside its way forward.</summary>
internal static class MigrationOrder
{
    /// <param name="files">In the natural order of their paths.</param>
    public static IReadOnlyList<Migration> Of(IReadOnlyList<FileMigration> files)
    {
        // A way back that was named by itself is what the user wants to know about.
        if (files.All(file => file.Layout?.Role == FileRole.Down))
            return [.. files.Select(file => file.Migration)];

        var hasDown = files.Any(file => file.Layout?.Role == FileRole.Down);
        var forward = hasDown ? Forward(files) : files;
        if (forward.All(file => file.Layout?.Tool == "diesel"))
            return [.. forward.OrderBy(file => file.Migration.Version.Split('_')[0].Replace("-", ""), StringComparer.Ordinal).Select(file => file.Migration)];

        var ordersByVersion = forward.Any(file => file.Layout is null or { Tool: "flyway" or "golang-migrate" });
        return ordersByVersion
            ? [.. forward.OrderBy(IsLast).ThenBy(file => file.Migration.Version, NaturalOrder.Instance).Select(file => file.Migration)]
            : [.. forward.Select(file => file.Migration)];
    }

    private static int IsLast(FileMigration file) => file.Layout?.Role == FileRole.Repeatable || file.Migration.RunsEveryTime ? 1 : 0;

    private static List<FileMigration> Forward(IReadOnlyList<FileMigration> files)
    {
        var down = files.Where(file => file.Layout?.Role == FileRole.Down).GroupBy(Key).ToDictionary(group => group.Key, group => group.First());
        return [.. files.Where(file => file.Layout?.Role != FileRole.Down)
            .Select(file => down.TryGetValue(Key(file), out var back) ? file with { Migration = file.Migration with { Down = back.Migration.Statements } } : file)];
    }

    private static (string? Tool, string Folder, string Version) Key(FileMigration file) =>
        (file.Layout?.Tool, Path.GetDirectoryName(file.Migration.Source.Path) ?? "", file.Migration.Version);
}
