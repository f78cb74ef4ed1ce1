namespace SafeMigrate.Tool.Loading;

/// <summary>Reads the migrations in C# sources.</summary>
internal static class CSharpMigrations
{
    /// <summary>The migrations of a source file, in the order of their places; empty where it has none.</summary>
    public static IReadOnlyList<Migration> Read(SourceText text, LoadOptions options) => [];
}
