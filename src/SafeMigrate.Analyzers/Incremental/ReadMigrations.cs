using SafeMigrate.Analyzers.CSharp;
using SafeMigrate.Analyzers.EntityFramework;
using SafeMigrate.Analyzers.FluentMigrator;

namespace SafeMigrate.Analyzers.Incremental;

/// <summary>The classes of a project as they were read last; what did not change since is not read again.</summary>
internal sealed class ReadMigrations
{
    private readonly Dictionary<FileFacts, (FileFacts[] Unit, UnitMigrations Read)> units = [];
    private readonly HashSet<FileFacts> helpers = [];
    private readonly Dialect dialect;

    private ReadMigrations(MigrationFiles files, Dialect dialect, ReadMigrations? last)
    {
        this.dialect = dialect;
        helpers = files.Helpers;
        var known = last is not null && last.dialect == dialect && last.helpers.SetEquals(helpers) ? last : null;
        var anew = new List<FileFacts[]>();
        foreach (var unit in files.Units)
        {
            if (known is not null && known.units.TryGetValue(unit[0], out var same) && same.Unit.SequenceEqual(unit))
                units[unit[0]] = same;
            else
                anew.Add(unit);
        }

        IsSame = known is not null && anew.Count == 0 && known.units.Count == units.Count;
        Read(anew);
        History = IsSame ? known!.History : [.. FluentMigratorReader.InOrder(units.Values.SelectMany(each => each.Read.FluentMigrator)), .. EntityFrameworkReader.InOrder(units.Values.SelectMany(each => each.Read.EntityFramework))];
    }

    /// <summary>True where all is as it was.</summary>
    public bool IsSame { get; }

    public IReadOnlyList<Migration> History { get; }

    public static ReadMigrations Of(MigrationFiles files, Dialect dialect, ReadMigrations? last) => new(files, dialect, last);

    private void Read(List<FileFacts[]> anew)
    {
        if (anew.Count == 0)
            return;
        var own = anew.SelectMany(unit => unit).ToList();
        var project = new CSharpProject([.. own.Select(file => file.File)], [.. helpers.Where(helper => !own.Contains(helper)).Select(helper => helper.File)]);
        var fluentMigrator = FluentMigratorReader.ReadClasses(project, dialect, Scripts.None).ToLookup(migration => migration.Source);
        var entityFramework = EntityFrameworkReader.ReadClasses(project, dialect, Scripts.None).ToLookup(migration => migration.Source);
        foreach (var unit in anew)
            units[unit[0]] = (unit, new UnitMigrations([.. unit.SelectMany(file => fluentMigrator[file.File.Source])], [.. unit.SelectMany(file => entityFramework[file.File.Source])]));
    }

    private sealed record UnitMigrations(IReadOnlyList<Migration> FluentMigrator, IReadOnlyList<Migration> EntityFramework);
}
