using SafeMigrate.Runner.Backfill.Brakes;

namespace SafeMigrate.Runner.Backfill;

/// <summary>One setting by its name: how it is written and read.</summary>
/// <param name="Name">As people write it: <c>batch-target</c>.</param>
/// <param name="Expected">What a value looks like.</param>
/// <param name="Parse">The settings with this value; null where the text is none.</param>
/// <param name="Show">The value as text.</param>
internal sealed record BackfillSetting(
    string Name, string Expected, Func<BackfillSettings, string, BackfillSettings?> Parse, Func<BackfillSettings, string> Show)
{
    private const string Off = "off";

    public bool IsBrake { get; init; }

    public static IReadOnlyList<BackfillSetting> All { get; } =
    [
        new(
            "batch-target",
            "a time from 1ms to 10s, such as 100ms",
            (settings, text) => Quantity.Time(text) is { TotalMilliseconds: >= 1 and <= 10_000 } time ? settings with { BatchTarget = time } : null,
            settings => Quantity.Text(settings.BatchTarget)),
        new(
            "max-rows",
            "a number such as 5000, or off",
            (settings, text) => text == Off ? settings with { MaxRows = null } : Quantity.Number(text) is >= 1 and var rows ? settings with { MaxRows = (long)rows } : null,
            settings => settings.MaxRows is { } rows ? Quantity.TextOfNumber(rows) : Off),
        new(
            "delay",
            "a time such as 50ms",
            (settings, text) => Quantity.Time(text) is { TotalMinutes: <= 60 } time ? settings with { Delay = time } : null,
            settings => Quantity.Text(settings.Delay)),
        new(
            "workers",
            "a number from 1 to 64",
            (settings, text) => int.TryParse(text, out var workers) && workers is >= 1 and <= 64 ? settings with { Workers = workers } : null,
            settings => Quantity.TextOfNumber(settings.Workers)),
        new(
            "paused",
            "true or false",
            (settings, text) => bool.TryParse(text, out var paused) ? settings with { IsPaused = paused } : null,
            settings => settings.IsPaused ? "true" : "false"),
        new(
            "on-rejected-row",
            "stop or keep",
            (settings, text) => Enum.TryParse<RejectedRowPolicy>(text, ignoreCase: true, out var policy) && !char.IsDigit(text[0])
                ? settings with { OnRejectedRow = policy }
                : null,
            settings => settings.OnRejectedRow.ToString().ToLowerInvariant()),
        new(
            "vacuum-at",
            "a percentage such as 30%, or off",
            (settings, text) => text == Off ? settings with { VacuumAt = null }
                : Quantity.Number(text.TrimEnd('%')) is > 0 and <= 100 and var percent ? settings with { VacuumAt = percent / 100 } : null,
            settings => settings.VacuumAt is { } share ? Quantity.TextOfNumber(share * 100) + "%" : Off),
        .. Brake.All.Select(Of),
        new(
            Brake.Condition,
            "a query that answers true while backfills are to wait, or off",
            (settings, text) => string.IsNullOrWhiteSpace(text) ? null : settings with { Condition = text == Off ? null : text },
            settings => settings.Condition ?? Off)
        {
            IsBrake = true,
        },
    ];

    /// <summary>The setting of that name, however it is spelt: <c>batchTarget</c> and <c>batch-target</c> are one.</summary>
    public static BackfillSetting Named(string name) =>
        All.FirstOrDefault(setting => Plain(setting.Name).Equals(Plain(name), StringComparison.OrdinalIgnoreCase))
        ?? throw new RunnerException(ExitCode.Usage, $"There is no setting \"{name}\" of backfills; there are {string.Join(", ", All.Select(setting => setting.Name))}.");

    public BackfillSettings Set(BackfillSettings settings, string text) => Parse(settings, text.Trim())
        ?? throw new RunnerException(ExitCode.Usage, $"{Name} = \"{text}\" is not {Expected}.");

    private static string Plain(string name) => name.Replace("-", "");

    private static BackfillSetting Of(Brake brake) => new(
        brake.Name,
        brake.Expected + ", or off",
        (settings, text) => text == Off ? Limited(settings, brake.Name, null) : brake.Parse(text) is >= 0 and var limit ? Limited(settings, brake.Name, limit) : null,
        settings => settings.Limit(brake.Name, brake.DefaultLimit) is { } limit ? brake.Text(limit) : Off)
    {
        IsBrake = true,
    };

    private static BackfillSettings Limited(BackfillSettings settings, string brake, double? limit) =>
        settings with { Limits = new Dictionary<string, double?>(settings.Limits) { [brake] = limit } };
}
