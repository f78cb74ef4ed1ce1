namespace SafeMigrate.Tool.Loading;

/// <summary>Finds the files of a folder and the folders in it, without going round in circles.</summary>
internal sealed class FolderWalk
{
    private static readonly HashSet<string> NeverMigrations = new(StringComparer.OrdinalIgnoreCase) { "bin", "obj", "node_modules" };
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.System, IgnoreInaccessible = false };

    private readonly List<string> files = [];
    private readonly List<Problem> problems = [];
    private readonly HashSet<string> open = new(StringComparer.Ordinal);

    private FolderWalk()
    {
    }

    /// <summary>All files below <paramref name="folder"/>, as paths that begin with it, and what could not be opened.</summary>
    public static (IReadOnlyList<string> Files, IReadOnlyList<Problem> Problems) Of(string folder)
    {
        var walk = new FolderWalk();
        var shown = folder.Replace('\\', '/').TrimEnd('/');
        walk.Folder(shown.Length == 0 ? "/" : shown, RealPath(new DirectoryInfo(folder), Path.GetFullPath(folder)));
        return (walk.files, walk.problems);
    }

    private void Folder(string path, string real)
    {
        if (!open.Add(real))
        {
            problems.Add(new Problem(path, "is a symbolic link that leads back to a folder it stands in; remove the link"));
            return;
        }

        try
        {
            foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", Everything))
                Entry(path.TrimEnd('/') + "/" + entry.Name, entry, real);
        }
        catch (UnauthorizedAccessException)
        {
            problems.Add(new Problem(path, "no permission to list the folder"));
        }
        catch (IOException error)
        {
            problems.Add(new Problem(path, "cannot be listed: " + error.Message.TrimEnd('.')));
        }

        open.Remove(real);
    }

    private void Entry(string path, FileSystemInfo entry, string parent)
    {
        if (entry.Name.StartsWith('.') || NeverMigrations.Contains(entry.Name))
            return;

        var isLink = entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
        if (isLink && !File.Exists(path) && !Directory.Exists(path))
            problems.Add(new Problem(path, $"is a symbolic link to {entry.LinkTarget}, which does not exist or leads back to itself"));
        else if (isLink ? Directory.Exists(path) : entry is DirectoryInfo)
            Folder(path, isLink ? RealPath(entry, Path.Combine(parent, entry.Name)) : parent + "/" + entry.Name);
        else
            files.Add(path);
    }

    // A relative link counts from the real folder that holds it, not from the way that led there.
    private static string RealPath(FileSystemInfo entry, string path) =>
        entry.LinkTarget is { } target ? Path.GetFullPath(target, Path.GetDirectoryName(path) ?? "/").TrimEnd('/') : path.TrimEnd('/');
}
