using System.CommandLine;
using SafeMigrate.Tool.Configuration;
using SafeMigrate.Tool.Loading;

namespace SafeMigrate.Tool.Commands;

/// <summary>Which files a command reads, from its arguments and the configuration.</summary>
/// <param name="Paths">Never empty.</param>
/// <param name="Load">How to read them.</param>
/// <param name="Settings">The configuration.</param>
internal sealed record Inputs(IReadOnlyList<string> Paths, LoadOptions Load, Settings Settings)
{
    private const string DefaultFolder = "migrations";

    /// <exception cref="UserErrorException">No PATH, none configured, and no default folder.</exception>
    public static Inputs Of(ParseResult arguments)
    {
        foreach (var assembly in arguments.GetValue(Shared.Assemblies) ?? [])
            arguments.InvocationConfiguration.Error.WriteLine($"safemigrate: the code of the migrations in {assembly} runs now, without a database");
        var settings = Settings.Load(arguments.GetValue(Shared.Config));
        var load = new LoadOptions
        {
            Dialect = DialectOf(arguments.GetValue(Shared.Dialect) ?? settings.Dialect),
            Assemblies = arguments.GetValue(Shared.Assemblies) ?? [],
            Tool = arguments.GetValue(Shared.Tool) ?? ToolOf(settings.Tool),
            StandardInputPath = arguments.GetValue(Shared.StandardInputPath) ?? "",
        };
        return new Inputs(PathsOf(arguments, settings), load, settings);
    }

    private static IReadOnlyList<string> PathsOf(ParseResult arguments, Settings settings)
    {
        if (arguments.GetValue(Shared.Paths) is { Length: > 0 } paths)
            return paths;
        if (arguments.GetValue(Shared.Assemblies) is { Length: > 0 })
            return [];
        if (settings.Migrations is { } configured)
            return [configured];
        return Directory.Exists(DefaultFolder)
            ? [DefaultFolder]
            : throw new UserErrorException($"no migrations: give files or folders, or set \"migrations\" in {Settings.FileName}; there is no folder {DefaultFolder} here");
    }

    private static Dialect DialectOf(string? name) => name is null or "postgres" or "sqlserver"
        ? Shared.DialectOf(name)
        : throw new UserErrorException($"dialect \"{name}\" in the configuration: there are postgres and sqlserver");

    private static string? ToolOf(string? name) => name is null || Layout.Tools.Contains(name)
        ? name
        : throw new UserErrorException($"tool \"{name}\" in the configuration: there are {string.Join(", ", Layout.Tools)}");
}
