using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using SafeMigrate.Analyzers.CSharp;

namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>
/// Reads FluentMigrator's migration classes (3.2 to 9) from C# source. Nothing is compiled or run, and FluentMigrator is not needed; what cannot be
/// known from the source becomes an <see cref="Unreadable"/> or <see cref="Opaque"/> operation at its place.
/// </summary>
public static class FluentMigratorReader
{
    /// <summary>
    /// The migrations in the files, in the order of their versions; maintenance and profile classes come last, marked as running every time.
    /// </summary>
    /// <param name="files">All files of the project that may hold constants and helper methods; those without migrations yield none.</param>
    /// <param name="dialect">The database, which decides types, names and IfDatabase.</param>
    public static IReadOnlyList<Migration> Read(IReadOnlyList<SourceText> files, Dialect dialect) =>
        Read(new CSharpProject([.. files.Select(file => new CSharpFile(file))]), dialect);

    internal static IReadOnlyList<Migration> Read(CSharpProject project, Dialect dialect)
    {
        var reader = new MigrationClassReader(project, dialect);
        var migrations = project.Types.Where(type => !type.IsEnum).Select(reader.Read).OfType<Migration>().ToList();
        return [.. Versions.MarkDuplicates(migrations.OrderBy(migration => migration.RunsEveryTime).ThenBy(Number).ThenBy(migration => migration.Version, StringComparer.Ordinal))];
    }

    private static decimal Number(Migration migration) =>
        decimal.TryParse(migration.Version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : decimal.MaxValue;
}
