using SafeMigrate.Analyzers;

namespace SafeMigrate.Tool.Loading;

/// <summary>Reads the migrations in C# sources. Only calls to it load the compiler, which takes longer than linting a file of SQL.</summary>
internal static class CSharpMigrations
{
    /// <summary>
    /// The migrations of the files, FluentMigrator's and then EF Core's, each in the order of their versions; the files without any may hold
    /// constants and helper methods of the others.
    /// </summary>
    public static IReadOnlyList<Migration> Read(IReadOnlyList<SourceText> files, LoadOptions options) => CSharpReader.Read(files, options.Dialect);
}
