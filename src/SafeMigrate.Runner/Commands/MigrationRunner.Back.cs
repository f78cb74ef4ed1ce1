using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Runner.Gates;
using SafeMigrate.Runner.Journal;
using SafeMigrate.Runner.Steps;

namespace SafeMigrate.Runner;

public sealed partial class MigrationRunner
{
    /// <summary>Before contract: back to the old shape, last change first.</summary>
    /// <param name="versions">The migrations, or null for all that are not contracted.</param>
    /// <param name="cancellation">Stops after the current statement or batch.</param>
    public Task<RunSummary> RollbackAsync(IReadOnlyCollection<string>? versions = null, CancellationToken cancellation = default) => RunAsync(
        async (session, stop) =>
        {
            var changes = await ChangesAsync(session, versions, stop);
            if (!changes.Exists(CanRollBack))
            {
                return changes.Exists(change => change.State is ChangeState.Contracted or ChangeState.Reverting)
                    ? "Nothing to roll back: the changes are contracted. 'safemigrate revert' brings both shapes back."
                    : "Nothing to do: no change is expanded.";
            }

            RefuseContracting(changes);
            var (back, all) = (changes.Where(CanRollBack).ToList(), await ChangesAsync(session, null, stop));
            RollbackOrder.RefuseUnderLater(back, all);
            RollbackOrder.RefuseWithoutEarlier(back, all);
            await session.BeginAsync(stop);
            await RollbackAsync(session, await ChangesAsync(session, versions, stop), stop);
            return $"{Count(session.Changes, "change")} rolled back: the database has the old shape.";
        },
        cancellation);

    /// <summary>After contract and before purge: back to where the old and the new version work together, last change first.</summary>
    /// <param name="versions">The migrations, or null for all that are contracted and not purged.</param>
    /// <param name="cancellation">Stops after the current statement.</param>
    public Task<RunSummary> RevertAsync(IReadOnlyCollection<string>? versions = null, CancellationToken cancellation = default) => RunAsync(
        async (session, stop) =>
        {
            var changes = await ChangesAsync(session, versions, stop);
            if (!changes.Exists(CanRevert))
            {
                return changes.Exists(change => change.State == ChangeState.Purged)
                    ? "Nothing to revert: what was kept is purged."
                    : "Nothing to do: no change is contracted.";
            }

            RollbackOrder.RefuseUnderLater(changes.Where(CanRevert).ToList(), await ChangesAsync(session, null, stop));
            await session.BeginAsync(stop);
            await RevertAsync(session, await ChangesAsync(session, versions, stop), stop);
            return $"{Count(session.Changes, "change")} reverted: old and new versions work together again.";
        },
        cancellation);

    private static bool CanRollBack(JournaledChange change) =>
        change.State is ChangeState.Pending or ChangeState.Expanding or ChangeState.Expanded or ChangeState.RollingBack;

    private static bool CanRevert(JournaledChange change) => change.State is ChangeState.Contracted or ChangeState.Reverting;

    // A migration is rolled back whole or not at all.
    private static void RefuseContracting(IReadOnlyList<JournaledChange> changes)
    {
        foreach (var migration in changes.GroupBy(change => change.Migration).Where(migration => migration.Any(CanRollBack)))
        {
            if (migration.FirstOrDefault(change => change.State is ChangeState.Contracting or ChangeState.Contracted or ChangeState.Reverting) is { } begun)
            {
                var command = begun.State == ChangeState.Reverting ? "revert" : "contract";
                throw new RunnerException(
                    ExitCode.Refused,
                    $"Migration {migration.Key} is in the middle of {command}. Finish it with 'safemigrate {command}'; after contract, revert and then rollback lead back.");
            }
        }
    }

    private static async Task RollbackAsync(CommandSession session, IReadOnlyList<JournaledChange> changes, CancellationToken cancellation)
    {
        await using var runner = new StepRunner(session);
        foreach (var change in changes.Where(CanRollBack).Reverse())
        {
            await SetStateAsync(session, change, ChangeState.RollingBack, cancellation);
            if (await IsBegunAsync(session, change, cancellation))
                await runner.RunAsync(change, Phase.Rollback, cancellation);
            await SetStateAsync(session, change, ChangeState.RolledBack, cancellation);
            session.Changes++;
        }
    }

    // An author's own way back does not bear that there is nothing to undo.
    private static async Task<bool> IsBegunAsync(CommandSession session, JournaledChange change, CancellationToken cancellation) =>
        (await session.Main.RunAsync(connection => ChangeJournal.StepsAsync(connection, change.Id, cancellation), cancellation)).Count > 0;

    // What the same contract added is gone when the swap back looks for itself, under its lock.
    private static IEnumerable<RequireAsRemembered> LookedAtBefore(IReadOnlyList<JournaledChange> todo)
    {
        var made = todo.SelectMany(change => change.Plan.Contract).SelectMany(step => step.Operations)
            .Select(operation => operation switch { AddConstraint add => add.Constraint.Name, CreateIndex create => create.Index.Name, _ => null }).OfType<string>().ToList();
        return todo.Where(change => change.State == ChangeState.Contracted).SelectMany(change => change.Plan.Revert).SelectMany(step => step.Operations).OfType<RequireAsRemembered>()
            .Select(require => require with { Known = [.. require.Known, .. made], Changeable = ["type", "NOT NULL", "default", "statistics target", "options", "storage"] });
    }

    private static async Task RevertAsync(CommandSession session, IReadOnlyList<JournaledChange> changes, CancellationToken cancellation)
    {
        var todo = changes.Where(CanRevert).Reverse().ToList();
        if (todo.FirstOrDefault(change => change.Plan.IsOneWay) is { } oneWay)
            throw new RunnerException(ExitCode.Refused, $"{oneWay.Migration}: {oneWay.Description} has no way back after contract. Nothing was changed.");
        await VerifyAsync(session, todo.Where(change => change.State == ChangeState.Contracted).SelectMany(change => change.Plan.RevertVerify), cancellation);
        await RefuseChangedAsync(session, LookedAtBefore(todo), "contract", "", cancellation);

        await using var runner = new StepRunner(session);
        foreach (var change in todo)
        {
            await SetStateAsync(session, change, ChangeState.Reverting, cancellation);
            await runner.RunAsync(change, Phase.Revert, cancellation);
            await SetStateAsync(session, change, ChangeState.Expanded, cancellation);
            session.Changes++;
        }

        string[] reverted = [.. todo.Select(change => change.Migration).Distinct()];
        var contracted = (await ChangesAsync(session, null, cancellation))
            .Where(change => change.Plan.Contract.Count > 0 && change.State is ChangeState.Contracting or ChangeState.Contracted or ChangeState.Purged)
            .Select(change => change.Migration).Distinct().ToList();
        await session.Main.RunAsync(connection => HeartbeatsGate.LowerAsync(connection, reverted, contracted, cancellation), cancellation);
    }
}
