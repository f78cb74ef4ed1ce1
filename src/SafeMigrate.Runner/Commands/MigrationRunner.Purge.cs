using SafeMigrate.Planning;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;
using SafeMigrate.Runner.Steps;

namespace SafeMigrate.Runner;

public sealed partial class MigrationRunner
{
    /// <summary>Drops what contract kept for revert. From here there is no way back.</summary>
    /// <param name="versions">The migrations, or null for all that are contracted.</param>
    /// <param name="now">True ends the hold time; false leaves alone what is still held.</param>
    /// <param name="cancellation">Stops after the current statement.</param>
    public Task<RunSummary> PurgeAsync(
        IReadOnlyCollection<string>? versions = null, bool now = false, CancellationToken cancellation = default) => RunAsync(
        async (session, stop) =>
        {
            var contracted = (await ChangesAsync(session, versions, stop)).Where(change => change.State == ChangeState.Contracted).ToList();
            if (contracted.Count == 0)
                return "Nothing to do: no change is contracted.";
            var time = await session.Main.RunAsync(
                connection => connection.ScalarAsync<DateTime>("SELECT clock_timestamp()", stop), stop);
            var due = contracted.Where(change => now || change.Since + options.Hold <= time).ToList();
            if (due.Count == 0)
                return $"Nothing to do: what was kept is held until {contracted.Max(change => change.Since) + options.Hold:u}. 'safemigrate purge --now' ends that.";

            await session.BeginAsync(stop);
            await using var runner = new StepRunner(session);
            foreach (var change in due)
            {
                await runner.RunAsync(change, Phase.Purge, stop);
                await SetStateAsync(session, change, ChangeState.Purged, stop);
                session.Changes++;
            }

            return $"{Count(session.Changes, "change")} purged.";
        },
        cancellation);
}
