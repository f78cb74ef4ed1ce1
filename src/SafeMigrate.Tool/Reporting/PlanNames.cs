namespace SafeMigrate.Tool.Reporting;

/// <summary>Migrations and operations in words; the same for a file and for a class.</summary>
internal static class PlanNames
{
    /// <summary><c>2 rename column</c>, for <c>2_rename_column.sql</c> and for <c>[Migration(2)] class RenameColumn</c>.</summary>
    public static string Heading(string version, string name)
    {
        var number = version.EndsWith(name, StringComparison.Ordinal) ? version[..^name.Length].TrimEnd('_', '-') : version;
        return number.Length == 0 ? Spaced(name) : $"{number} {Spaced(name)}";
    }

    private static string Spaced(string name)
    {
        var words = name.Select((letter, index) =>
            letter is '_' or '-' ? " "
            : char.IsUpper(letter) && index > 0 && char.IsLower(name[index - 1]) ? " " + char.ToLowerInvariant(letter)
            : char.ToLowerInvariant(letter).ToString());
        return string.Concat(words).Trim();
    }
}
