using System.CommandLine;
using System.CommandLine.Parsing;
using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tool.Commands;

/// <summary>Options that several commands share, and the ways to read them.</summary>
internal static class Shared
{
    public static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Files, folders, or - for the standard input; default: the configured folder, else migrations.",
        Arity = ArgumentArity.ZeroOrMore,
        Validators = { RefuseOptions },
    };

    public static readonly Option<string[]> Assemblies = new("--assembly")
    {
        Description = "A built assembly of FluentMigrator or EF Core migrations; their code runs, without a database, to learn what it does. May be repeated.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false,
        DefaultValueFactory = _ => [],
    };

    public static readonly Option<bool> NoColor = new("--no-color") { Description = "Plain text.", Recursive = true };

    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Say more.", Recursive = true };

    public static readonly Option<string?> Config = new("--config")
    {
        Description = "The configuration file; default: safemigrate.json in this folder or one above it.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static readonly Option<string> Format = OneOf("--format", "What the output is for: people, or programs.", "text", "json");

    public static readonly Option<string?> Dialect = Optional("--dialect", "The database the SQL is for; default postgres.", "postgres", "sqlserver");

    public static readonly Option<string?> Tool = Optional("--tool", "The tool that runs the files, which decides on transactions; default: what layout and markers tell.", [.. Layout.Tools]);

    public static readonly Option<string?> StandardInputPath = new("--stdin-path") { Description = "The path that the text of the standard input has.", HelpName = "PATH" };

    public static readonly Option<string?> PostgresVersion = new("--postgres-version")
    {
        Description = "The oldest major version of PostgreSQL in use, 14 or higher; default: of the snapshot or connection, else 14.",
        HelpName = "N",
        Validators = { RequireVersion },
    };

    /// <summary>An option with a fixed set of values, the first of which is the default.</summary>
    public static Option<string> OneOf(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0], HelpName = string.Join('|', values) };
        return option.AcceptOnlyFromAmong(values);
    }

    /// <summary>An option with a fixed set of values; null where it is not given.</summary>
    public static Option<string?> Optional(string name, string description, params string[] values)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', values) };
        return option.AcceptOnlyFromAmong(values);
    }

    // The parser takes what it does not know for a path.
    private static void RefuseOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(token => token.Value is ['-', _, ..]))
            result.AddError($"there is no option {token.Value}");
    }

    /// <summary>What <c>--postgres-version</c> says, or null.</summary>
    public static int? VersionOf(ParseResult arguments) => int.TryParse(arguments.GetValue(PostgresVersion), out var version) ? version : null;

    private static void RequireVersion(OptionResult result)
    {
        if (result.Tokens.Count > 0 && !(int.TryParse(result.Tokens[0].Value, out var version) && version is >= 14 and <= 99))
            result.AddError($"--postgres-version {result.Tokens[0].Value}: give a major version from 14 on, such as 16");
    }

    /// <summary>The dialect that an option or the configuration names.</summary>
    public static Dialect DialectOf(string? name) => name == "sqlserver" ? SafeMigrate.Dialect.SqlServer : SafeMigrate.Dialect.Postgres;

    /// <summary>The terminal without colours where the user does not want them.</summary>
    public static Terminal For(this Terminal terminal, ParseResult arguments) =>
        arguments.GetValue(NoColor) ? terminal with { Color = false, IsInteractive = false } : terminal;
}
