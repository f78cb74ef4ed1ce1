using Npgsql;
using SafeMigrate.Runner.Backfill;
using SafeMigrate.Runner.Backfill.Brakes;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner;

public sealed partial class MigrationRunner
{
    /// <summary>Changes how fast the backfills of this database go, also of one that runs right now.</summary>
    /// <param name="changes">Settings by name, as <see cref="BackfillSettings.With(string, string)"/> takes them.</param>
    /// <param name="reset">True forgets what was stored before.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="RunnerException">A setting does not exist or a value is none; nothing was changed.</exception>
    public async Task SetThrottleAsync(IReadOnlyDictionary<string, string> changes, bool reset = false, CancellationToken cancellation = default)
    {
        _ = options.Backfill.With(changes);
        changes = changes.ToDictionary(change => BackfillSetting.Named(change.Key).Name, change => change.Value);
        await using var session = await OpenAsync(cancellation);
        await ExplainedAsync(() => session.Main.RunAsync(
            async connection =>
            {
                if (changes.TryGetValue(Brake.Condition, out var condition) && condition != "off")
                    await RequireConditionAsync(connection, condition, cancellation);
                await JournalSchema.EnsureAsync(connection, cancellation);
                await ThrottleJournal.StoreAsync(connection, changes, reset, options.CommandLine, cancellation);
                return true;
            },
            cancellation));
    }

    /// <summary>How fast backfills go, and what their brakes say. Changes nothing.</summary>
    /// <param name="cancellation">Stops.</param>
    public async Task<ThrottleStatus> ThrottleAsync(CancellationToken cancellation = default)
    {
        await using var session = await OpenAsync(cancellation);
        return await ExplainedAsync(() => session.Main.RunAsync(connection => ThrottleAsync(connection, cancellation), cancellation));
    }

    private async Task<ThrottleStatus> ThrottleAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var hasSettings = await JournalSchema.VersionAsync(connection, cancellation) >= 2;
        var stored = ThrottleJournal.Parse(hasSettings ? await ThrottleJournal.ReadAsync(connection, cancellation) : null);
        var settings = options.Backfill.With(stored);
        var tables = hasSettings
            ? await connection.QueryAsync("SELECT DISTINCT relation FROM safemigrate.backfill_range WHERE to_regclass(relation) IS NOT NULL", row => row.GetString(0), cancellation)
            : [];
        var memory = new BrakeMemory(options.Time) { Relations = [.. tables] };

        // A rate needs two looks.
        _ = await BrakeLook.AtAsync(connection, settings with { Condition = null }, memory, all: true, cancellation);
        await options.Delay(TimeSpan.FromMilliseconds(300), cancellation);
        return new ThrottleStatus(settings, stored, await BrakeLook.AtAsync(connection, settings, memory, all: true, cancellation));
    }

    private static async Task RequireConditionAsync(NpgsqlConnection connection, string condition, CancellationToken cancellation)
    {
        try
        {
            _ = await BrakeLook.IsTrueAsync(connection, condition, cancellation);
        }
        catch (PostgresException exception) when (!exception.IsConnectionLost())
        {
            throw new RunnerException(
                ExitCode.Usage, $"The condition is no query that answers true or false within two seconds, and nothing was changed: {exception.MessageText}", exception);
        }
    }
}
