using System.Diagnostics;

namespace SafeMigrate.Tool.Linting;

/// <summary>What changed in the work tree since a revision, as git tells.</summary>
internal sealed class GitChanges
{
    private readonly Dictionary<string, char> changes = new(StringComparer.Ordinal);

    private GitChanges(string revision) => Revision = revision;

    /// <summary>The revision as the user gave it.</summary>
    public string Revision { get; }

    /// <summary>Deleted files, relative to the current folder.</summary>
    public IEnumerable<string> Deleted =>
        changes.Where(change => change.Value == 'D').Select(change => Path.GetRelativePath(Environment.CurrentDirectory, change.Key).Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>True for a file that is new or different.</summary>
    public bool Contains(string path) => changes.ContainsKey(Path.GetFullPath(path));

    /// <summary>True for a file that was there at the revision and is different now.</summary>
    public bool IsEdited(string path) => changes.TryGetValue(Path.GetFullPath(path), out var kind) && kind == 'M';

    /// <summary>Compares the work tree below the paths with the point where the branch left <paramref name="revision"/>.</summary>
    /// <exception cref="UserErrorException">Not a git repository, no such revision, or no git.</exception>
    public static GitChanges Since(string revision, IReadOnlyList<string> paths)
    {
        var found = new GitChanges(revision);
        foreach (var path in paths)
            found.Add(revision, path);
        return found;
    }

    private void Add(string revision, string path)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        if (!Directory.Exists(folder))
            return;

        var root = Git(folder, "rev-parse", "--show-toplevel").Trim();
        var commit = Git(folder, "rev-list", "--max-count=1", "--end-of-options", revision, "--").Trim();
        var start = Git(folder, "merge-base", commit, "HEAD").Trim();
        var status = Git(folder, "diff", "--name-status", "--no-renames", "-z", start, "--", ".").Split('\0');
        for (var i = 0; i + 1 < status.Length; i += 2)
            changes[Path.GetFullPath(status[i + 1], root)] = status[i][0];
        foreach (var name in Git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--full-name", ".").Split('\0', StringSplitOptions.RemoveEmptyEntries))
            changes[Path.GetFullPath(name, root)] = 'A';
    }

    private static string Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var git = Process.Start(start)!;
            var errors = git.StandardError.ReadToEndAsync();
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : throw new UserErrorException($"--since: git says: {errors.Result.Trim().Split('\n')[0]}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new UserErrorException("--since needs git, which is not on the PATH");
        }
    }
}
