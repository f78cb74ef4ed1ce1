using Microsoft.CodeAnalysis.CSharp.Syntax;
using SafeMigrate.Analyzers.CSharp;
using SafeMigrate.Analyzers.FluentMigrator;

namespace SafeMigrate.Analyzers.EntityFramework;

/// <summary>
/// Reads EF Core's migration classes from C# source, edited by hand or not. Nothing is compiled or run, and EF Core is not needed; what cannot be
/// known from the source becomes an <see cref="Unreadable"/> or <see cref="Opaque"/> operation at its place.
/// </summary>
public static class EntityFrameworkReader
{
    /// <summary>The migrations in the files, in the order of their ids.</summary>
    /// <param name="files">All files of the project that may hold constants and helper methods, the designer files included.</param>
    /// <param name="dialect">The database, which decides types and names.</param>
    public static IReadOnlyList<Migration> Read(IReadOnlyList<SourceText> files, Dialect dialect) =>
        Read(new CSharpProject([.. files.Where(IsCode).Select(file => new CSharpFile(file))]), dialect, Scripts.None);

    // The snapshot of the model is the largest file of all and has no migration.
    private static bool IsCode(SourceText file) => file.Path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase)
        && !file.Path.EndsWith("ModelSnapshot.cs", StringComparison.OrdinalIgnoreCase);

    internal static IReadOnlyList<Migration> Read(CSharpProject project, Dialect dialect, Scripts scripts) => InOrder(ReadClasses(project, dialect, scripts));

    /// <summary>The migrations of the classes, one by one.</summary>
    internal static IReadOnlyList<Migration> ReadClasses(CSharpProject project, Dialect dialect, Scripts scripts)
    {
        var reader = new MigrationClassReader(project, dialect, scripts);
        return [.. project.OwnTypes.Where(type => !type.IsEnum && !type.IsAbstract).Select(reader.Read).OfType<Migration>()];
    }

    /// <summary>The history that they make together.</summary>
    internal static IReadOnlyList<Migration> InOrder(IEnumerable<Migration> migrations) => [.. migrations.OrderBy(migration => migration.Version, StringComparer.Ordinal)];
}
