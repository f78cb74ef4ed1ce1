using SafeMigrate.Analyzers.CSharp;
using SafeMigrate.Analyzers.EntityFramework;
using SafeMigrate.Analyzers.FluentMigrator;

namespace SafeMigrate.Analyzers;

/// <summary>Reads the migrations in C# source, whichever library they are written for. Nothing is compiled or run.</summary>
public static class CSharpReader
{
    /// <summary>The migrations in the files, FluentMigrator's first, each library's in the order of its versions.</summary>
    /// <param name="files">
    /// The C# files; files with another ending are the scripts that migrations execute by name.
    /// </param>
    /// <param name="dialect">The database, which decides types, names and conditions on the database.</param>
    /// <param name="helpers">More C# files of the project: their constants, base classes and helper methods are used, their migrations are not read.</param>
    public static CSharpMigrationSet Read(IReadOnlyList<SourceText> files, Dialect dialect, IReadOnlyList<SourceText>? helpers = null)
    {
        var project = new CSharpProject([.. files.Where(IsCode).Select(file => new CSharpFile(file))], [.. (helpers ?? []).Where(IsCode).Select(file => new CSharpFile(file))]);
        var scripts = new Scripts([.. files.Where(file => !IsCSharp(file))]);
        return new CSharpMigrationSet(Read(project, dialect, scripts), scripts.Used);
    }

    internal static IReadOnlyList<Migration> Read(CSharpProject project, Dialect dialect, Scripts scripts) =>
        [.. FluentMigratorReader.Read(project, dialect, scripts), .. EntityFrameworkReader.Read(project, dialect, scripts)];

    // EF Core's snapshot of the model is the largest file of all and has no migration.
    private static bool IsCode(SourceText file) => IsCSharp(file) && !file.Path.EndsWith("ModelSnapshot.cs", StringComparison.OrdinalIgnoreCase);

    private static bool IsCSharp(SourceText file) => file.Path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What C# sources hold.</summary>
/// <param name="Migrations">FluentMigrator's first, each library's in the order of its versions.</param>
/// <param name="Scripts">The paths of the scripts that they execute by name, which are no migrations by themselves.</param>
public sealed record CSharpMigrationSet(IReadOnlyList<Migration> Migrations, IReadOnlyCollection<string> Scripts);
