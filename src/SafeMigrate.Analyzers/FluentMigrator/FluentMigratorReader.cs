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
    /// <param name="files">
    /// All C# files of the project that may hold constants and helper methods; those without migrations yield none. Files with another ending than
    /// <c>.cs</c> are the scripts that <c>Execute.Script</c> and <c>Execute.EmbeddedScript</c> name.
    /// </param>
    /// <param name="dialect">The database, which decides types, names and IfDatabase.</param>
    public static IReadOnlyList<Migration> Read(IReadOnlyList<SourceText> files, Dialect dialect) =>
        Read(new CSharpProject([.. files.Where(IsCode).Select(file => new CSharpFile(file))]), dialect, new Scripts([.. files.Where(file => !IsCode(file))]));

    internal static IReadOnlyList<Migration> Read(CSharpProject project, Dialect dialect, Scripts scripts) => InOrder(ReadClasses(project, dialect, scripts));

    /// <summary>The migrations of the classes, one by one.</summary>
    internal static IReadOnlyList<Migration> ReadClasses(CSharpProject project, Dialect dialect, Scripts scripts)
    {
        var reader = new MigrationClassReader(project, dialect, scripts);
        return [.. project.OwnTypes.Where(type => !type.IsEnum).Select(reader.Read).OfType<Migration>()];
    }

    /// <summary>The history that they make together.</summary>
    internal static IReadOnlyList<Migration> InOrder(IEnumerable<Migration> migrations) =>
        [.. Versions.MarkDuplicates(migrations.OrderBy(migration => migration.RunsEveryTime).ThenBy(Number).ThenBy(migration => migration.Version, StringComparer.Ordinal))];

    private static bool IsCode(SourceText file) => file.Path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);

    private static decimal Number(Migration migration) =>
        decimal.TryParse(migration.Version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : decimal.MaxValue;
}
