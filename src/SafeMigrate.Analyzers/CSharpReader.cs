using SafeMigrate.Analyzers.CSharp;
using SafeMigrate.Analyzers.EntityFramework;
using SafeMigrate.Analyzers.FluentMigrator;

namespace SafeMigrate.Analyzers;

/// <summary>Reads the migrations in C# source, whichever library they are written for. Nothing is compiled or run.</summary>
public static class CSharpReader
{
    /// <summary>The migrations in the files, FluentMigrator's first, each library's in the order of its versions.</summary>
    /// <param name="files">
    /// All C# files that may hold constants and helper methods; files with another ending are the scripts that migrations execute by name.
    /// </param>
    /// <param name="dialect">The database, which decides types, names and conditions on the database.</param>
    public static IReadOnlyList<Migration> Read(IReadOnlyList<SourceText> files, Dialect dialect)
    {
        var project = new CSharpProject([.. files.Where(IsCode).Select(file => new CSharpFile(file))]);
        return Read(project, dialect, new Scripts([.. files.Where(file => !IsCSharp(file))]));
    }

    internal static IReadOnlyList<Migration> Read(CSharpProject project, Dialect dialect, Scripts scripts) =>
        [.. FluentMigratorReader.Read(project, dialect, scripts), .. EntityFrameworkReader.Read(project, dialect)];

    // EF Core's snapshot of the model is the largest file of all and has no migration.
    private static bool IsCode(SourceText file) => IsCSharp(file) && !file.Path.EndsWith("ModelSnapshot.cs", StringComparison.OrdinalIgnoreCase);

    private static bool IsCSharp(SourceText file) => file.Path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);
}
