using SafeMigrate.Runner.Backfill;

namespace SafeMigrate.Runner;

/// <summary>What happens to a row that a conversion rejects.</summary>
public enum RejectedRowPolicy
{
    /// <summary>The command stops and names the row.</summary>
    Stop,

    /// <summary>The row stays as it is and is reported; contract goes on to refuse it.</summary>
    Keep,
}

/// <summary>How fast backfills go and what makes them wait. A running one follows what <c>safemigrate throttle</c> changes.</summary>
public sealed record BackfillSettings
{
    /// <summary>How long one batch should take; its size follows.</summary>
    public TimeSpan BatchTarget { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The most rows that a batch should take, or null. A batch takes at least one block of the table.</summary>
    public long? MaxRows { get; init; }

    /// <summary>The pause of a worker after each batch.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>How many connections fill at once, 1 to 64. A small table gets fewer.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>True makes every backfill wait until it is false again.</summary>
    public bool IsPaused { get; init; }

    /// <summary>What happens to a row that a conversion rejects.</summary>
    public RejectedRowPolicy OnRejectedRow { get; init; }

    /// <summary>Which part of a table's rows may be dead before it is vacuumed in between, 0 to 1; null for never.</summary>
    public double? VacuumAt { get; init; } = 0.3;

    /// <summary>The limits of brakes that are not the default, by name; null switches a brake off.</summary>
    public IReadOnlyDictionary<string, double?> Limits { get; init; } = new Dictionary<string, double?>();

    /// <summary>A query that answers true while backfills are to wait, or null.</summary>
    public string? Condition { get; init; }

    /// <summary>The names of all settings, as <see cref="With(string, string)"/> takes them.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. BackfillSetting.All.Select(setting => setting.Name)];

    /// <summary>The names of the brakes.</summary>
    public static IReadOnlyList<string> Brakes { get; } = [.. BackfillSetting.All.Where(setting => setting.IsBrake).Select(setting => setting.Name)];

    /// <summary>With one setting changed, from text.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="text">Its value, such as <c>100ms</c>, <c>64MB</c> or <c>off</c>.</param>
    /// <exception cref="RunnerException">The name or the value is none.</exception>
    public BackfillSettings With(string name, string text) => BackfillSetting.Named(name).Set(this, text);

    /// <summary>With several settings changed.</summary>
    /// <param name="changes">Names and values.</param>
    public BackfillSettings With(IEnumerable<KeyValuePair<string, string>> changes) =>
        changes.Aggregate(this, (settings, change) => settings.With(change.Key, change.Value));

    /// <summary>A setting's value, as <see cref="With(string, string)"/> takes it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public string Text(string name) => BackfillSetting.Named(name).Show(this);

    /// <summary>A brake's limit, in seconds, bytes or pieces; null where it is off.</summary>
    internal double? Limit(string brake, double? otherwise) => Limits.TryGetValue(brake, out var limit) ? limit : otherwise;
}
