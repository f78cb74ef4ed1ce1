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
        var tools = files.Where(IsUnmarked).GroupBy(Folder).ToDictionary(folder => folder.Key, folder => ToolOf(folder.Key, [.. folder]));
        return tools.Values.All(tool => tool is null)
            ? files
            : [.. files.Select(file => IsUnmarked(file) && tools[Folder(file)] is { } tool ? Wrapped(file, tool) : file)];
    }

    private static string Folder(FileMigration file) => Path.GetDirectoryName(file.Migration.Source.Path) ?? "";

    private static bool IsUnmarked(FileMigration file) => file is { Layout.Tool: null or "golang-migrate" } && Markers.Of(file.Migration.Source.Text) is null;

    private static FileMigration Wrapped(FileMigration file, string tool)
    {
        var (migration, text) = (file.Migration, file.Migration.Source.Text);
        return file with
        {
            Migration = migration with { InTransaction = Wraps(tool, text, migration.Statements) == true, IsOneQuery = SqlMigration.IsOneQuery(tool, text) },
        };
    }

    private static string? ToolOf(string folder, List<FileMigration> files)
    {
        if (files.Any(file => file.Migration.Source.Text.Contains(Drizzle, StringComparison.Ordinal)) || File.Exists(Path.Combine(folder, "meta", "_journal.json")))
            return "drizzle";
        if (files.Any(file => file.Migration.Source.Text.Contains(PostgresMigrations, StringComparison.Ordinal)))
            return "postgres-migrations";

        var path = Path.GetFullPath(folder).Replace('\\', '/');
        return path.EndsWith("/supabase/migrations", StringComparison.Ordinal) ? "supabase"
            : files.Any(file => IsUnwrapped(file.Migration.Source.Text)) || IsInCrateWithSqlx(path) ? "sqlx"
            : null;
    }

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
