namespace SafeMigrate.Tool.Loading;

/// <summary>Tools that wrap a file in a transaction and that the names of the files do not show: a remark in one of them does, or what lies around the folder.</summary>
internal static class Wrapper
{
    private const string Sqlx = "-- no-transaction";
    private const string Drizzle = "--> statement-breakpoint";
    private const string PostgresMigrations = "-- postgres-migrations disable-transaction";
    private const int ParentsToAsk = 4;

    /// <summary>True for a text that sqlx does not wrap; it still goes to the server as one query.</summary>
    public static bool IsUnwrapped(string text) => text.StartsWith(Sqlx, StringComparison.Ordinal);

    /// <summary>True where the tool wraps this text, false where a remark in it says that it does not; null for a tool that is not known here.</summary>
    public static bool? Wraps(string tool, string text, IReadOnlyList<Statement> statements) => tool switch
    {
        "sqlx" => !IsUnwrapped(text) || SqlMigration.IsOneTransaction(statements),
        "postgres-migrations" => !text.Contains(PostgresMigrations, StringComparison.Ordinal),
        "drizzle" or "supabase" or "node-pg-migrate" or "mybatis" => true,
        _ => null,
    };

    /// <summary>The files, in their order, as the tool of their folder runs them.</summary>
    public static List<FileMigration> Of(List<FileMigration> files, LoadOptions options)
    {
        if (options.Tool is not null)
            return files;
        var tools = files.Where(IsPlain).GroupBy(Folder).ToDictionary(folder => folder.Key, folder => ToolOf(folder.Key, [.. folder]));
        return [.. files.Select(file => IsPlain(file) && tools[Folder(file)](file) is { } tool && Markers.Of(file.Migration.Source.Text) is null ? Wrapped(file, tool) : file)];
    }

    private static string Folder(FileMigration file) => Path.GetDirectoryName(file.Migration.Source.Path) ?? "";

    private static bool IsPlain(FileMigration file) => file is { Layout.Tool: null or "golang-migrate" };

    private static FileMigration Wrapped(FileMigration file, string tool)
    {
        var (migration, text) = (file.Migration, file.Migration.Source.Text);
        return file with
        {
            Migration = migration with { InTransaction = Wraps(tool, text, migration.Statements) == true, IsOneQuery = SqlMigration.IsOneQuery(tool, text) },
        };
    }

    private static Func<FileMigration, string?> ToolOf(string folder, List<FileMigration> files)
    {
        var journal = Path.Combine(folder, "meta", "_journal.json");
        if (File.Exists(journal))
            return InJournal(File.ReadAllText(journal));
        if (files.Any(file => file.Migration.Source.Text.Contains(PostgresMigrations, StringComparison.Ordinal)))
            return _ => "postgres-migrations";

        var path = Path.GetFullPath(folder).Replace('\\', '/');
        var tool = path.EndsWith("/supabase/migrations", StringComparison.Ordinal) ? "supabase"
            : files.Any(file => IsUnwrapped(file.Migration.Source.Text)) || IsInCrateWithSqlx(path) ? "sqlx"
            : null;
        return file => tool ?? (file.Migration.Source.Text.Contains(Drizzle, StringComparison.Ordinal) ? "drizzle" : null);
    }

    // Drizzle runs what its journal names; what else lies there is run by hand.
    private static Func<FileMigration, string?> InJournal(string journal) => file =>
        journal.Contains($"\"{Path.GetFileNameWithoutExtension(file.Migration.Source.Path)}\"", StringComparison.Ordinal) ? "drizzle" : null;

    // The nearest Cargo.toml is that of the program which runs the migrations.
    private static bool IsInCrateWithSqlx(string folder)
    {
        for (var (parent, left) = (Path.GetDirectoryName(folder), ParentsToAsk); parent is not null && left > 0; parent = Path.GetDirectoryName(parent), left--)
        {
            var manifest = Path.Combine(parent, "Cargo.toml");
            if (File.Exists(manifest))
                return File.ReadLines(manifest).Any(line => line.StartsWith("sqlx", StringComparison.Ordinal) || line.StartsWith("[dependencies.sqlx", StringComparison.Ordinal));
        }

        return false;
    }
}
