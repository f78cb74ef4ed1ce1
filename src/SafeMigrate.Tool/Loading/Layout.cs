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
internal sealed record Layout(string? Tool, FileRole Role, string Version, string Name)
{
    /// <summary>The tools that <c>--tool</c> knows.</summary>
    public static IReadOnlyList<string> Tools { get; } =
        ["psql", "flyway", "golang-migrate", "goose", "dbmate", "sql-migrate", "diesel", "prisma", "fluentmigrator", "efcore",
            "sqlx", "drizzle", "supabase", "node-pg-migrate", "postgres-migrations", "mybatis"];

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
        "migration.sql" when Digits(folder) > 0 => new Layout("prisma", FileRole.Up, folder, AfterNumber(folder)),
        _ => null,
    };

    private static Layout? ByName(string file) => file.EndsWith(".sql", StringComparison.Ordinal) ? Flyway(file[..^4]) ?? GolangMigrate(file[..^4]) : null;

    // V1.2__name.sql, U1.2__name.sql, B1.2__name.sql, R__name.sql.
    private static Layout? Flyway(string name)
    {
        var at = name.IndexOf("__", StringComparison.Ordinal);
        if (at < 1 || at + 2 == name.Length || name[0] is not ('V' or 'U' or 'B' or 'R'))
            return null;

        var (version, title) = (name[1..at].Replace('_', '.'), name[(at + 2)..]);
        if (name[0] == 'R')
            return version.Length == 0 ? new Layout("flyway", FileRole.Repeatable, title, title) : null;
        return IsVersion(version) ? new Layout("flyway", name[0] == 'U' ? FileRole.Down : FileRole.Up, version, title) : null;
    }

    // 42_name.up.sql, 42_name.down.sql.
    private static Layout? GolangMigrate(string name)
    {
        var isUp = name.EndsWith(".up", StringComparison.Ordinal);
        if (!isUp && !name.EndsWith(".down", StringComparison.Ordinal))
            return null;

        var (digits, end) = (Digits(name), name.Length - (isUp ? 3 : 5));
        return digits > 0 && digits + 1 < end && name[digits] == '_'
            ? new Layout("golang-migrate", isUp ? FileRole.Up : FileRole.Down, name[..digits], name[(digits + 1)..end])
            : null;
    }

    private static Layout Plain(string file)
    {
        var name = file.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) ? file[..^4] : file;
        var digits = Digits(name);
        var isNumbered = digits > 0 && digits < name.Length - 1 && name[digits] == '_';
        return new Layout(null, FileRole.Up, isNumbered ? name[..digits] : name, AfterNumber(name));
    }

    private static string AfterNumber(string name)
    {
        var at = Digits(name);
        if (at == 0)
            return name;
        while (at < name.Length && (char.IsAsciiDigit(name[at]) || name[at] is '-' or '.'))
            at++;
        if (at < name.Length && name[at] == '_')
            at++;
        return at < name.Length ? name[at..] : name;
    }

    private static bool IsVersion(string text)
    {
        foreach (var number in text.Split('.'))
        {
            if (number.Length == 0 || Digits(number) < number.Length)
                return false;
        }

        return true;
    }

    private static int Digits(string text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
            count++;
        return count;
    }
}
