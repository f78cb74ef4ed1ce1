using Microsoft.CodeAnalysis;

namespace SafeMigrate.Analyzers.Incremental;

/// <summary>The files of a compilation that have to do with migrations: units of files that hold a class, and helpers that the units use.</summary>
internal sealed class MigrationFiles
{
    private readonly Dictionary<string, List<FileFacts>> declaring = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<FileFacts>> assigning = new(StringComparer.Ordinal);
    private readonly Dictionary<FileFacts, FileFacts[]> unitOf = [];

    /// <param name="files">All files.</param>
    public MigrationFiles(IReadOnlyList<FileFacts> files)
    {
        foreach (var file in files)
        {
            Index(declaring, file.Declared, file);
            Index(assigning, file.Assigned, file);
        }

        foreach (var file in files.Where(file => file.MayHoldMigrations && !unitOf.ContainsKey(file)))
            Units.Add(Unit(file));
        AddHelpers();
    }

    /// <summary>Files that declare a class together: <c>X.cs</c> and <c>X.Designer.cs</c>.</summary>
    public List<FileFacts[]> Units { get; } = [];

    /// <summary>Files that others use, units of their own among them.</summary>
    public HashSet<FileFacts> Helpers { get; } = [];

    /// <summary>True for a file that findings can be in.</summary>
    public bool Has(FileFacts file) => unitOf.ContainsKey(file) || Helpers.Contains(file);

    public FileFacts[]? UnitOf(FileFacts file) => unitOf.TryGetValue(file, out var unit) ? unit : null;

    private FileFacts[] Unit(FileFacts first)
    {
        var files = new List<FileFacts> { first };
        for (var i = 0; i < files.Count; i++)
            files.AddRange(files[i].Partial.SelectMany(name => declaring[name].Where(other => other.Partial.Contains(name))).Where(other => other.MayHoldMigrations && !files.Contains(other)).Distinct().ToList());
        var unit = files.ToArray();
        foreach (var file in unit)
            unitOf[file] = unit;
        return unit;
    }

    private void AddHelpers()
    {
        var waiting = new Queue<FileFacts>(Units.SelectMany(unit => unit));
        while (waiting.Count > 0)
        {
            var file = waiting.Dequeue();
            foreach (var other in Used(file).Where(other => other != file && !(unitOf.TryGetValue(file, out var unit) && unit.Contains(other))))
            {
                if (Helpers.Add(other))
                    waiting.Enqueue(other);
            }
        }
    }

    private IEnumerable<FileFacts> Used(FileFacts file)
    {
        foreach (var name in file.Mentioned)
        {
            if (declaring.TryGetValue(name, out var found))
            {
                foreach (var other in found)
                    yield return other;
            }
        }

        foreach (var hook in file.Hooks)
        {
            if (assigning.TryGetValue(hook, out var found))
            {
                foreach (var other in found)
                    yield return other;
            }
        }
    }

    private static void Index(Dictionary<string, List<FileFacts>> index, HashSet<string> names, FileFacts file)
    {
        foreach (var name in names)
        {
            if (!index.TryGetValue(name, out var files))
                index.Add(name, files = []);
            files.Add(file);
        }
    }
}
