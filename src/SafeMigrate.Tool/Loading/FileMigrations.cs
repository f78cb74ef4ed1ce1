namespace SafeMigrate.Tool.Loading;

/// <summary>A migration with the layout of the file it came from; null for C#, where the class tells all.</summary>
internal sealed record FileMigration(Migration Migration, Layout? Layout);

/// <summary>Reads the migrations of one file: one of SQL, any number of C#.</summary>
internal static class FileMigrations
{
    /// <summary>The migrations and what is wrong with the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read.</param>
    /// <param name="named">True where the user named the file itself, so that finding nothing in it is worth a message.</param>
    public static (IReadOnlyList<FileMigration> Files, IReadOnlyList<Problem> Problems) Read(string path, LoadOptions options, bool named)
    {
        var isCSharp = MigrationFiles.IsCSharp(path);
        var (text, problem) = FileText.Read(path, isCSharp ? Dialect.SqlServer : options.Dialect);
        if (text is null)
            return ([], [problem!]);
        if (!isCSharp)
            return ([Sql(path, text, options)], []);

        // Most files of a C# project hold no migration; the word is looked for before the compiler is loaded.
        IReadOnlyList<Migration> migrations = text.Text.Contains("Migration", StringComparison.Ordinal) ? CSharpMigrations.Read(text, options) : [];
        return migrations.Count == 0 && named
            ? ([], [new Problem(path, "has no migration class; FluentMigrator's have [Migration(number)]")])
            : ([.. migrations.Select(migration => new FileMigration(migration, null))], []);
    }

    private static FileMigration Sql(string path, SourceText text, LoadOptions options)
    {
        var layout = Layout.Of(path);
        var migration = SqlMigration.Read(text, layout, options);
        if (layout.Tool == "diesel" && RunsWithoutTransaction(Path.Combine(Path.GetDirectoryName(path) ?? "", "metadata.toml"), "run_in_transaction"))
            migration = migration with { InTransaction = false };
        if (layout.Tool == "flyway" && RunsWithoutTransaction(path + ".conf", "executeInTransaction"))
            migration = migration with { InTransaction = false };
        return new FileMigration(migration, layout);
    }

    private static bool RunsWithoutTransaction(string path, string key) =>
        File.Exists(path) && File.ReadLines(path).Any(line => line.Replace(" ", "") == key + "=false");
}
