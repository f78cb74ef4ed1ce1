using SafeMigrate.Rules;

namespace SafeMigrate;

/// <summary>The configuration of one path: severities and options, each read once.</summary>
public sealed class LintConfiguration
{
    private readonly Dictionary<string, string?> values = new(StringComparer.Ordinal);
    private readonly Func<string, string?> read;

    /// <param name="options">Where values come from.</param>
    /// <param name="path">The path they are for.</param>
    public LintConfiguration(LintOptions options, string path)
    {
        read = key => options.Configuration(path, key);
        PostgresVersion = Number("safemigrate_postgres_version", options.PostgresVersion);
    }

    /// <summary>All keys but those of severities, each with what it means.</summary>
    public static IReadOnlyDictionary<string, string> Keys { get; } = new Dictionary<string, string>
    {
        ["safemigrate_postgres_version"] = "the oldest major version of PostgreSQL in use; default 14",
        ["safemigrate_sqlserver_edition"] = "standard, enterprise or azure: what SQL Server can do online; without it both are thought of",
        ["safemigrate_small_table_rows"] = "with at most so many rows, and bytes, a table makes findings that depend on its size notes; default 1000",
        ["safemigrate_small_table_bytes"] = "the bytes that go with it, without indexes; default 10000000",
        ["safemigrate_help_url"] = "the address of the rules' pages for links in reports; {rule} in it is the rule's id, else the id and .md follow it",
        ["safemigrate_suppression_reason"] = "required (the default) or optional: whether safemigrate:ignore must say why",
        ["safemigrate_lock_timeout_limit"] = "the longest lock_timeout, in milliseconds, that still protects; default 10000",
        ["safemigrate_index_columns_limit"] = "the most key columns of a non-unique index; default 3",
        ["safemigrate_protected_tables"] = "tables that SM0114 reports every change of, separated by commas",
        ["safemigrate_required_columns"] = "columns that SM0910 expects in every new table, separated by commas; default created_at, updated_at",
        ["safemigrate_identifier_pattern"] = "a regular expression that names must match; default ^[a-z][a-z0-9_]*$",
    };

    /// <summary>What a value should have been; null where it is right.</summary>
    /// <param name="key">One of <see cref="Keys"/>.</param>
    /// <param name="value">As the configuration has it.</param>
    public static string? Expected(string key, string value) => key switch
    {
        "safemigrate_postgres_version" => int.TryParse(value, out var version) && version is >= 14 and <= 99 ? null : "a major version of PostgreSQL from 14 on",
        "safemigrate_sqlserver_edition" => value.ToLowerInvariant() is "standard" or "enterprise" or "azure" ? null : "standard, enterprise or azure",
        "safemigrate_suppression_reason" => value is "required" or "optional" ? null : "required or optional",
        "safemigrate_help_url" => Uri.TryCreate(value, UriKind.Absolute, out _) ? null : "an address such as https://example.org/rules",
        "safemigrate_identifier_pattern" => IsPattern(value) ? null : "a regular expression",
        _ when key.EndsWith("_rows", StringComparison.Ordinal) || key.EndsWith("_bytes", StringComparison.Ordinal) || key.EndsWith("_limit", StringComparison.Ordinal) =>
            int.TryParse(value, out var number) && number >= 0 ? null : "a whole number",
        _ => null,
    };

    /// <summary>The major version of PostgreSQL to judge for.</summary>
    public int PostgresVersion { get; }

    /// <summary>The value of a key, or null.</summary>
    /// <param name="key">One of <see cref="Keys"/>.</param>
    public string? Text(string key)
    {
        if (!values.TryGetValue(key, out var value))
            values[key] = value = read(key);
        return value;
    }

    /// <summary>The value of a key as a number; <paramref name="otherwise"/> where it is not set or is none.</summary>
    /// <param name="key">One of <see cref="Keys"/>.</param>
    /// <param name="otherwise">The default.</param>
    public int Number(string key, int otherwise) => int.TryParse(Text(key), out var number) ? number : otherwise;

    /// <summary>
    /// The severity of a rule's findings; null where it is off. <paramref name="severity"/> is what the finding asks for, and it stands where the
    /// configuration says nothing or <c>default</c>.
    /// </summary>
    /// <param name="rule">The rule.</param>
    /// <param name="severity">The finding's own severity.</param>
    public Severity? SeverityOf(Rule rule, Severity severity) =>
        TryParseSeverity(Text($"dotnet_diagnostic.{rule.Id}.severity"), out var configured) ? configured
        : rule.EnabledByDefault ? severity
        : null;

    private static bool IsPattern(string value)
    {
        try
        {
            return new System.Text.RegularExpressions.Regex(value) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>True where findings of the rule are wanted.</summary>
    /// <param name="rule">The rule.</param>
    public bool IsEnabled(Rule rule) => SeverityOf(rule, rule.Severity) is not null;

    /// <summary>Reads a severity as .editorconfig writes it; null for off. False for <c>default</c> and for words that are none.</summary>
    /// <param name="text"><c>error</c>, <c>warning</c>, <c>suggestion</c>, <c>silent</c>, <c>none</c>; <c>note</c> and <c>info</c> as well.</param>
    /// <param name="severity">The severity, or null for off.</param>
    public static bool TryParseSeverity(string? text, out Severity? severity)
    {
        (var known, severity) = text?.Trim().ToLowerInvariant() switch
        {
            "error" => (true, Severity.Error),
            "warning" => (true, Severity.Warning),
            "suggestion" or "info" or "note" => (true, Severity.Note),
            "silent" or "hidden" or "none" => (true, null),
            _ => (false, (Severity?)null),
        };
        return known;
    }
}
