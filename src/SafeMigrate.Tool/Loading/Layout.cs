using System.Text.RegularExpressions;

namespace SafeMigrate.Tool.Loading;

/// <summary>What a file is to the tool whose naming it follows.</summary>
internal enum FileRole
{
    /// <summary>Takes the database forward.</summary>
    Up,

    /// <summary>The way back of another file.</summary>
    Down,

    /// <summary>Runs again whenever it changes, after all others (Flyway's <c>R__</c>).</summary>
    Repeatable,
}

/// <summary>What the path of an SQL file tells.</summary>
/// <param name="Tool">The tool whose naming it follows; null for a plain file.</param>
/// <param name="Role">What it is to that tool.</param>
/// <param name="Version">What orders and names it.</param>
/// <param name="Name">What the author called it.</param>
internal sealed partial record Layout(string? Tool, FileRole Role, string Version, string Name)
{
    /// <summary>The tools that <c>--tool</c> knows.</summary>
    public static IReadOnlyList<string> Tools { get; } =
        ["psql", "flyway", "golang-migrate", "goose", "dbmate", "sql-migrate", "diesel", "prisma", "fluentmigrator", "efcore"];

    /// <summary>The layout of a path by its names alone.</summary>
    public static Layout Of(string path)
    {
        var parts = path.Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        var file = parts.Length > 0 ? parts[^1] : "";
        var folder = parts.Length > 1 ? parts[^2] : "";
        return ByFolder(file, folder) ?? ByName(file) ?? Plain(file);
    }

    // diesel: 2024-01-01-000000_create_users/up.sql; prisma: 20240101000000_init/migration.sql.
    private static Layout? ByFolder(string file, string folder) => file.ToLowerInvariant() switch
    {
        "up.sql" => new Layout("diesel", FileRole.Up, folder, AfterNumber(folder)),
        "down.sql" => new Layout("diesel", FileRole.Down, folder, AfterNumber(folder)),
        "migration.sql" when StartsWithNumber().IsMatch(folder) => new Layout("prisma", FileRole.Up, folder, AfterNumber(folder)),
        _ => null,
    };

    private static Layout? ByName(string file)
    {
        if (Flyway().Match(file) is { Success: true } flyway)
        {
            var role = flyway.Groups["prefix"].Value is "U" ? FileRole.Down : FileRole.Up;
            return new Layout("flyway", role, flyway.Groups["version"].Value.Replace('_', '.'), flyway.Groups["name"].Value);
        }

        if (FlywayRepeatable().Match(file) is { Success: true } repeatable)
            return new Layout("flyway", FileRole.Repeatable, repeatable.Groups["name"].Value, repeatable.Groups["name"].Value);
        if (GolangMigrate().Match(file) is { Success: true } golang)
        {
            var role = golang.Groups["role"].Value == "up" ? FileRole.Up : FileRole.Down;
            return new Layout("golang-migrate", role, golang.Groups["version"].Value, golang.Groups["name"].Value);
        }

        return null;
    }

    private static Layout Plain(string file)
    {
        var name = file.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) ? file[..^4] : file;
        var digits = name.TakeWhile(char.IsAsciiDigit).Count();
        var isNumbered = digits > 0 && digits < name.Length - 1 && name[digits] == '_';
        return new Layout(null, FileRole.Up, isNumbered ? name[..digits] : name, AfterNumber(name));
    }

    private static string AfterNumber(string name) => StartsWithNumber().Match(name) is { Success: true, Length: var length } && length < name.Length ? name[length..] : name;

    [GeneratedRegex(@"^[0-9][0-9\-.]*[_\-]?", RegexOptions.CultureInvariant)]
    private static partial Regex StartsWithNumber();

    [GeneratedRegex(@"^(?<prefix>[VUB])(?<version>[0-9]+([._][0-9]+)*)__(?<name>.+)\.sql$", RegexOptions.CultureInvariant)]
    private static partial Regex Flyway();

    [GeneratedRegex(@"^R__(?<name>.+)\.sql$", RegexOptions.CultureInvariant)]
    private static partial Regex FlywayRepeatable();

    [GeneratedRegex(@"^(?<version>[0-9]+)_(?<name>.+)\.(?<role>up|down)\.sql$", RegexOptions.CultureInvariant)]
    private static partial Regex GolangMigrate();
}
