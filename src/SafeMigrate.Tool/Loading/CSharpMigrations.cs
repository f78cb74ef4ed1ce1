using SafeMigrate.Analyzers;

namespace SafeMigrate.Tool.Loading;

/// <summary>Reads the migrations in C# sources. Only calls to it load the compiler, which takes longer than linting a file of SQL.</summary>
internal static class CSharpMigrations
{
    /// <summary>The migrations of one text that stands for itself.</summary>
    public static IReadOnlyList<Migration> Read(SourceText listing, LoadOptions options) => CSharpReader.Read([listing], options.Dialect).Migrations;

    /// <summary>
    /// The migrations of the files, FluentMigrator's and then EF Core's, each in the order of their versions; the files without any may hold
    /// constants and helper methods of the others. What else the migrations use is looked for in their project.
    /// </summary>
    /// <param name="files">The C# files.</param>
    /// <param name="scripts">The SQL files beside them, which they may execute by name.</param>
    /// <param name="options">How to read.</param>
    public static CSharpMigrationSet Read(IReadOnlyList<SourceText> files, IReadOnlyList<SourceText> scripts, LoadOptions options)
    {
        var project = ProjectFiles.Beside([.. files, .. scripts]);
        return CSharpReader.Read([.. files, .. scripts, .. project.Where(file => !MigrationFiles.IsCSharp(file.Path))], options.Dialect, [.. project.Where(file => MigrationFiles.IsCSharp(file.Path))]);
    }
}
