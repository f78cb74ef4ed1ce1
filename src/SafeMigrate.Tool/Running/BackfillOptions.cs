using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Configuration;

namespace SafeMigrate.Tool.Running;

/// <summary>Options that say how fast backfills go and what makes them wait.</summary>
internal static class BackfillOptions
{
    private static readonly Option<string?>[] Single =
    [
        New("--workers", "How many connections fill a table at once; default 2, and 1 for a small table.", "N"),
        New("--batch-target", "How long one batch should take; its size follows. Default 100ms.", "TIME"),
        New("--max-rows", "The most rows in one batch; default off.", "N"),
        New("--delay", "The pause of each worker after a batch; default 0ms.", "TIME"),
        New("--on-rejected-row", "Whether a row that a conversion rejects stops the command, or is kept as it is and reported; default stop.", "stop|keep"),
        New("--vacuum-at", "The part of a table's rows that may be dead before it is vacuumed in between; default 30%.", "PERCENT"),
    ];

    private static readonly Option<string[]> Brake = new("--brake")
    {
        Description = "Wait while this is above the limit, or off. May be repeated. Names: replica-lag, lock-waits, wal-rate, slot-backlog, archive-backlog, "
            + "autovacuum, oldest-xmin, active-sessions, and condition=QUERY.",
        HelpName = "NAME=LIMIT",
        DefaultValueFactory = _ => [],
    };

    /// <summary>All of them.</summary>
    public static Symbol[] All { get; } = [.. Single, Brake];

    /// <summary>The settings for a command: the command line before the environment, that before the file.</summary>
    public static BackfillSettings Of(ParseResult? arguments, Settings settings)
    {
        var configured = Settings.Backfill.Where(name => settings["backfill:" + name] is { Length: > 0 })
            .Select(name => KeyValuePair.Create(name.Replace("brakes:", ""), settings["backfill:" + name]!));
        var settled = new BackfillSettings().With(configured);
        return arguments is null ? settled : settled.With(Given(arguments));
    }

    /// <summary>What the command line says, by the names of the settings.</summary>
    public static Dictionary<string, string> Given(ParseResult arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in Single)
        {
            if (arguments.GetResult(option) is { Implicit: false } && arguments.GetValue(option) is { } value)
                given[option.Name.TrimStart('-')] = value;
        }

        foreach (var brake in arguments.GetResult(Brake) is null ? [] : arguments.GetValue(Brake)!)
        {
            var at = brake.IndexOf('=');
            if (at <= 0 || !BackfillSettings.Brakes.Contains(brake[..at]))
                throw new UserErrorException($"--brake {brake}: write NAME=LIMIT with one of {string.Join(", ", BackfillSettings.Brakes)}");
            given[brake[..at]] = brake[(at + 1)..];
        }

        return given;
    }

    private static Option<string?> New(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
