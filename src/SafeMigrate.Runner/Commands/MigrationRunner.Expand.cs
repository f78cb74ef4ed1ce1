using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Runner.Catalog;
using SafeMigrate.Runner.Journal;
using SafeMigrate.Runner.Preflight;
using SafeMigrate.Runner.Steps;

namespace SafeMigrate.Runner;

public sealed partial class MigrationRunner
{
    /// <summary>
    /// Brings each migration that is not there yet to the point where the old and the new version work together, backfills included. All of
    /// them are checked before the first one begins: where one cannot be read or planned, nothing is changed.
    /// </summary>
    /// <param name="migrations">In the order in which they are to be run.</param>
    /// <param name="cancellation">Stops after the current statement or batch.</param>
    public Task<RunSummary> ExpandAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellation = default) => RunAsync(
        async (session, stop) =>
        {
            var unapplied = await UnappliedAsync(session, migrations, stop);
            var checkedPlans = await CheckAsync(session, unapplied, stop);
            var changes = await ChangesAsync(session, [.. migrations.Select(migration => migration.Version)], stop);
            if (checkedPlans.Count == 0 && !changes.Any(IsBeforeExpanded))
                return migrations.Count == 0 ? "Nothing to do: no migrations were found." : "Nothing to do: all migrations are expanded.";

            var todo = checkedPlans.SelectMany(planned => planned.Plans).Concat(changes.Where(IsBeforeExpanded).Select(change => change.Plan));
            await PreflightAsync(session, todo, stop, Phase.Expand, Phase.Backfill);
            await session.BeginAsync(stop);
            var open = OpenPlans.Of(await ChangesAsync(session, null, stop)).ToList();
            foreach (var migration in unapplied)
            {
                // Nobody else writes the journal under the lease, so what this command began is known without asking.
                open.RemoveAll(one => one.Migration == migration.Version);
                open.AddRange(OpenPlans.Of(await ExpandAsync(session, migration, open, stop)));
            }

            await session.Main.RunAsync(connection => ChangeJournal.OfferAsync(connection, session.Token, stop), stop);
            if (session.Changes == 0)
                return "Nothing to do: these migrations change nothing in the database.";
            return $"{Count(session.Changes, "change")} expanded: old and new versions work together. Deploy the new version, then run contract.";
        },
        cancellation);

    /// <summary>The plans of the migrations that expand would begin, against the database as it is. Changes nothing.</summary>
    /// <param name="migrations">In the order in which they are to be run.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<IReadOnlyList<PlannedMigration>> PlanAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellation = default)
    {
        await using var session = await OpenAsync(cancellation);
        return await ExplainedAsync(async () => await CheckAsync(session, await UnappliedAsync(session, migrations, cancellation), cancellation));
    }

    /// <summary>The migrations that expand would begin, whether there is a plan for them or not. Changes nothing.</summary>
    /// <param name="migrations">In the order in which they are to be run.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<IReadOnlyList<Migration>> UnexpandedAsync(IReadOnlyList<Migration> migrations, CancellationToken cancellation = default)
    {
        await using var session = await OpenAsync(cancellation);
        return await ExplainedAsync(async () => (await PendingAsync(session, await UnappliedAsync(session, migrations, cancellation), cancellation)).Pending);
    }

    // What the usual runner has applied, before SafeMigrate came or beside it.
    private static async Task<IReadOnlyList<Migration>> UnappliedAsync(
        CommandSession session, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        var applied = await session.Main.RunAsync(connection => MigrationHistory.AppliedAsync(connection, session.Options.Histories, migrations, cancellation), cancellation);
        foreach (var migration in applied)
        {
            session.Report(RunnerEventKind.Change, null, report => report with
            {
                Migration = migration.Version,
                Change = migration.Name,
                State = "applied",
                Message = "The history of the usual migration runner says so.",
            });
        }

        return [.. migrations.Except(applied)];
    }

    private async Task<IReadOnlyList<JournaledChange>> ExpandAsync(
        CommandSession session, Migration migration, IReadOnlyList<OpenPlan> open, CancellationToken cancellation)
    {
        var changes = await JournaledAsync();
        if (changes.Count == 0 || changes.All(change => change.State == ChangeState.RolledBack))
        {
            // Only now: what the migrations before it did to the database is part of what this one meets.
            var schema = await session.Main.RunAsync(connection => CatalogReader.ReadAsync(connection, cancellation), cancellation);
            var plans = options.Planner(migration, schema, session.ServerVersion, open);
            RefuseImpossible([new PlannedMigration(migration, plans)]);
            await session.Main.RunAsync(
                connection => ChangeJournal.AddAsync(connection, session.Token, migration, WithSteps(plans), cancellation), cancellation);
            changes = await JournaledAsync();
        }

        await ExpandAsync(session, changes, cancellation);
        return [.. changes.Select(change => IsBeforeExpanded(change) ? change with { State = ChangeState.Expanded } : change)];

        Task<List<JournaledChange>> JournaledAsync() =>
            session.Main.RunAsync(connection => ChangeJournal.ChangesAsync(connection, cancellation, [migration.Version]), cancellation);
    }

    private static async Task ExpandAsync(CommandSession session, IReadOnlyList<JournaledChange> changes, CancellationToken cancellation)
    {
        await using var runner = new StepRunner(session);
        foreach (var change in changes.Where(IsBeforeExpanded))
        {
            cancellation.ThrowIfCancellationRequested();
            session.Observe(change.Migration);
            await session.Main.RunAsync(session.SampleNewAsync, cancellation);
            await SetStateAsync(session, change, ChangeState.Expanding, cancellation);
            await runner.RunAsync(change, Phase.Expand, cancellation);
            await runner.RunAsync(change, Phase.Backfill, cancellation);
            if (change.Plan.Backfill.Count > 0 || ReferenceEquals(change, changes[^1]))
                await session.Main.RunAsync(session.SampleNewAsync, cancellation);
            await SetStateAsync(session, change, ChangeState.Expanded, cancellation);
            session.Changes++;
        }
    }

    private static Task PreflightAsync(CommandSession session, IEnumerable<Plan> plans, CancellationToken cancellation, params Phase[] phases) =>
        new PreflightCheck(session, [.. plans.SelectMany(plan => phases.SelectMany(phase => plan.Steps(phase)))]).RunAsync(cancellation);

    private static bool IsBeforeExpanded(JournaledChange change) => change.State is ChangeState.Pending or ChangeState.Expanding;

    private async Task<IReadOnlyList<PlannedMigration>> CheckAsync(
        CommandSession session, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        var (pending, changes) = await PendingAsync(session, migrations, cancellation);
        if (pending.Count == 0)
            return [];

        var schema = await session.Main.RunAsync(connection => CatalogReader.ReadAsync(connection, cancellation), cancellation);
        var planned = new List<PlannedMigration>();
        var open = OpenPlans.Of(changes).ToList();
        foreach (var migration in pending)
        {
            var plans = options.Planner(migration, schema, session.ServerVersion, open);
            planned.Add(new PlannedMigration(migration, plans));
            schema = schema.Apply(migration.Operations);
            open.AddRange(plans.Select(plan => new OpenPlan(migration.Version, plan, IsContracted: false) { IsOffered = false }));
        }

        RefuseImpossible(planned);
        if (options.PlanHashes is { } hashes)
            ExpandCheck.RefuseOtherPlans(planned, hashes);
        return planned;
    }

    private static async Task<(IReadOnlyList<Migration> Pending, List<JournaledChange> Changes)> PendingAsync(
        CommandSession session, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        ExpandCheck.RefuseUnreadable(migrations);
        var (known, changes) = await session.Main.RunAsync(
            async connection => await JournalSchema.ExistsAsync(connection, cancellation)
                ? (await ChangeJournal.MigrationsAsync(connection, cancellation), await ChangeJournal.ChangesAsync(connection, cancellation))
                : ([], []),
            cancellation);
        return (ExpandCheck.Pending(migrations, known, changes), changes);
    }

    // BEGIN, SET and what is there already are nothing to keep track of; a migration of nothing else is.
    private static IReadOnlyList<Plan> WithSteps(IReadOnlyList<Plan> plans) =>
        plans.Any(plan => !plan.IsEmpty) ? [.. plans.Where(plan => !plan.IsEmpty)] : [.. plans.Take(1)];

    private static void RefuseImpossible(IEnumerable<PlannedMigration> planned)
    {
        var reasons = planned.SelectMany(migration => migration.Plans.Where(plan => plan.NotPossible is not null).Select(plan =>
            $"{ExpandCheck.Place(migration.Migration, plan.Change.FirstOrDefault())}: {plan.NotPossible}")).ToList();
        if (reasons.Count > 0)
            throw new RunnerException(ExitCode.Usage, "There is no safe plan, and nothing was changed:\n" + string.Join('\n', reasons));
    }
}
