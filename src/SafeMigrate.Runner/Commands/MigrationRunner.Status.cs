using Npgsql;
using SafeMigrate.Runner.Backfill;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner;

public sealed partial class MigrationRunner
{
    /// <summary>Goes on with whatever command was interrupted, from the plans in the journal.</summary>
    /// <param name="overrides">As for contract.</param>
    /// <param name="cancellation">Stops after the current statement or batch.</param>
    public Task<RunSummary> ResumeAsync(IReadOnlyDictionary<string, string>? overrides = null, CancellationToken cancellation = default) => RunAsync(
        async (session, stop) =>
        {
            RefuseUnknownGates(overrides ?? new Dictionary<string, string>());
            if (!(await ChangesAsync(session, null, stop)).Exists(IsInterrupted))
                return "Nothing to do: no command was interrupted.";

            await session.BeginAsync(stop);
            foreach (var migration in (await ChangesAsync(session, null, stop)).GroupBy(change => change.Migration).Where(group => group.Any(IsInterrupted)))
                await ResumeAsync(session, [.. migration], overrides ?? new Dictionary<string, string>(), stop);
            return $"{Count(session.Changes, "change")} brought to where the interrupted command would have.";
        },
        cancellation);

    /// <summary>What the journal says. Changes nothing; a database without a journal has no changes.</summary>
    /// <param name="cancellation">Stops.</param>
    public async Task<RunnerStatus> StatusAsync(CancellationToken cancellation = default)
    {
        await using var session = await OpenAsync(cancellation);
        return await ExplainedAsync(() => session.Main.RunAsync(connection => StatusAsync(connection, cancellation), cancellation));
    }

    private static bool IsInterrupted(JournaledChange change) => change.State is
        ChangeState.Pending or ChangeState.Expanding or ChangeState.Contracting or ChangeState.RollingBack or ChangeState.Reverting;

    private static Task ResumeAsync(
        CommandSession session, IReadOnlyList<JournaledChange> changes, IReadOnlyDictionary<string, string> overrides, CancellationToken cancellation)
    {
        if (changes.Any(change => change.State == ChangeState.RollingBack))
            return RollbackAsync(session, changes, cancellation);
        if (changes.Any(change => change.State == ChangeState.Reverting))
            return RevertAsync(session, changes, cancellation);
        return changes.Any(change => change.State == ChangeState.Contracting)
            ? ContractAsync(session, changes, overrides, cancellation)
            : ExpandAsync(session, changes, cancellation);
    }

    private async Task<RunnerStatus> StatusAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (!await JournalSchema.ExistsAsync(connection, cancellation))
            return new RunnerStatus([], null);
        var names = (await ChangeJournal.MigrationsAsync(connection, cancellation)).ToDictionary(migration => migration.Version, migration => migration.Name);
        var backfills = await BackfillStatus.AllAsync(connection, cancellation);
        var changes = await ChangeJournal.ChangesAsync(connection, cancellation);
        return new RunnerStatus(
            [.. changes.Select(change => new ChangeStatus(change.Migration, names[change.Migration], change.Description, change.State, change.Since)
            {
                BackfilledRows = backfills.GetValueOrDefault(change.Id)?.Rows,
                BackfillTotal = backfills.GetValueOrDefault(change.Id)?.Total,
                BackfillWaitsFor = change.State == ChangeState.Expanding ? backfills.GetValueOrDefault(change.Id)?.WaitsFor : null,
                RejectedRows = backfills.GetValueOrDefault(change.Id)?.Rejected ?? 0,
                PurgeAfter = change is { State: ChangeState.Contracted, Plan.Purge.Count: > 0 } ? change.Since + options.Hold : null,
            })],
            await Lease.HolderAsync(connection, cancellation));
    }
}
