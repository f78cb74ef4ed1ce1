using System.Text.RegularExpressions;

namespace SafeMigrate.Tool.Loading;

/// <summary>
/// What else of their project C# migrations use: base classes, constants, helper methods, and scripts that they execute by name. Projects can be
/// large, so only the files that declare what is named are read by the compiler.
/// </summary>
internal static partial class ProjectFiles
{
    private const int MaximumFiles = 300;
    private const int MaximumProjects = 20;
    private const int MaximumLength = 400_000;

    /// <summary>The C# files and scripts of the project around <paramref name="given"/> that these need; none where there is no project file.</summary>
    public static IReadOnlyList<SourceText> Beside(IReadOnlyList<SourceText> given)
    {
        if (given.Count == 0 || ProjectOf(given[0].Path) is not { } project)
            return [];
        var known = given.Select(file => Path.GetFullPath(file.Path)).ToHashSet(StringComparer.Ordinal);
        var paths = Folders(project).SelectMany(folder => FolderWalk.Of(folder).Files).Distinct().Where(path => !known.Contains(Path.GetFullPath(path))).ToList();
        var code = paths.Where(path => MigrationFiles.IsCSharp(path) && !IsGenerated(path)).AsParallel().AsOrdered().Select(Read).OfType<ProjectFile>().ToList();
        given = [.. given.Where(file => MigrationFiles.IsCSharp(file.Path))];
        return [.. Needed(given, code).Select(file => file.Source), .. Scripts(given, paths)];
    }

    private static List<ProjectFile> Needed(IReadOnlyList<SourceText> given, List<ProjectFile> code)
    {
        var (chosen, left) = (new List<ProjectFile>(), code);
        var wanted = given.Where(file => !IsGenerated(file.Path)).SelectMany(file => NamesIn(file.Text)).ToHashSet(StringComparer.Ordinal);
        while (wanted.Count > 0 && chosen.Count < MaximumFiles)
        {
            var found = left.Where(file => file.Declared.Overlaps(wanted)).Take(MaximumFiles - chosen.Count).ToList();
            chosen.AddRange(found);
            left = [.. left.Except(found)];
            wanted = [.. found.SelectMany(file => NamesIn(file.Source.Text))];
        }

        return [.. chosen, .. SettersOfHooks(chosen, left)];
    }

    // A hook of a base class, such as Action<Migration> Before, does nothing unless some code sets it.
    private static IEnumerable<ProjectFile> SettersOfHooks(List<ProjectFile> chosen, List<ProjectFile> left)
    {
        var hooks = chosen.SelectMany(file => Hook().Matches(file.Source.Text)).Select(match => match.Groups[1].Value).Distinct().ToList();
        return left.Where(file => hooks.Any(hook => Regex.IsMatch(file.Source.Text, $@"\b{hook}\s*=(?![=>])"))).Take(MaximumFiles);
    }

    private static IEnumerable<SourceText> Scripts(IReadOnlyList<SourceText> given, List<string> paths) => paths
        .Where(path => path.EndsWith("sql", StringComparison.OrdinalIgnoreCase))
        .Where(path => given.Any(file => file.Text.Contains(Path.GetFileNameWithoutExtension(path), StringComparison.Ordinal)))
        .Select(path => FileText.Read(path, Dialect.SqlServer).Text).OfType<SourceText>();

    private static ProjectFile? Read(string path)
    {
        if (new FileInfo(path).Length > MaximumLength || FileText.Read(path, Dialect.SqlServer).Text is not { } source)
            return null;
        var declared = Declaration().Matches(source.Text).Concat(Extension().Matches(source.Text)).Select(match => match.Groups[1].Value);
        return new ProjectFile(source, declared.ToHashSet(StringComparer.Ordinal));
    }

    private static string? ProjectOf(string file)
    {
        for (var folder = Directory.GetParent(Path.GetFullPath(file)); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles("*.csproj").FirstOrDefault() is { } project)
                return project.FullName;
            if (Path.Exists(Path.Combine(folder.FullName, ".git")))
                return null;
        }

        return null;
    }

    private static IEnumerable<string> Folders(string first)
    {
        var projects = new List<string> { first };
        for (var i = 0; i < projects.Count && i < MaximumProjects; i++)
        {
            var folder = Path.GetDirectoryName(projects[i])!;
            yield return Path.GetRelativePath(Directory.GetCurrentDirectory(), folder);
            var references = Reference().Matches(File.ReadAllText(projects[i])).Select(match => Path.GetFullPath(Path.Combine(folder, match.Groups[1].Value.Replace('\\', '/'))));
            projects.AddRange(references.Where(path => File.Exists(path) && !projects.Contains(path)));
        }
    }

    private static bool IsGenerated(string path) =>
        path.EndsWith(".Designer.cs", StringComparison.OrdinalIgnoreCase) || path.EndsWith("ModelSnapshot.cs", StringComparison.OrdinalIgnoreCase);

    // Words in strings are names of tables, not of types.
    private static IEnumerable<string> NamesIn(string text) => Word().Matches(Quoted().Replace(text, "")).Select(match => match.Value);

    [GeneratedRegex(@"\b(?:class|struct|enum|record|interface)\s+(\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\s(\w+)\s*(?:<[^>()]*>)?\(\s*this\s")]
    private static partial Regex Extension();

    [GeneratedRegex(@"\b(?:Action|Func|EventHandler)(?:<[^;{}=]*>)?\??\s+(\w+)\s*(?:;|\{\s*get;)")]
    private static partial Regex Hook();

    [GeneratedRegex(@"<ProjectReference\s+Include=""([^""]+)""")]
    private static partial Regex Reference();

    [GeneratedRegex(@"[A-Z_a-z]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"""(?:[^""\\\n]|\\.|"""")*""|//[^\n]*")]
    private static partial Regex Quoted();

    private sealed record ProjectFile(SourceText Source, HashSet<string> Declared);
}
