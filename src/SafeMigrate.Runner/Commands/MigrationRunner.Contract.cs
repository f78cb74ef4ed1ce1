using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Postgres;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Gates;
using SafeMigrate.Runner.Journal;
using SafeMigrate.Runner.Steps;

namespace SafeMigrate.Runner;

public sealed partial class MigrationRunner
{
    /// <summary>
    /// Takes the old shape away: first it checks the data, which changes nothing, then it asks the gates whether the old version is gone, then
    /// it swaps.
    /// </summary>
    /// <param name="versions">The migrations, or null for all that the journal knows.</param>
    /// <param name="overrides">Gates whose answer is not to count, each with the reason, which the journal keeps.</param>
    /// <param name="cancellation">Stops after the current statement.</param>
    public Task<RunSummary> ContractAsync(
        IReadOnlyCollection<string>? versions = null,
        IReadOnlyDictionary<string, string>? overrides = null,
        CancellationToken cancellation = default) => RunAsync(
        async (session, stop) =>
        {
            RefuseUnknownGates(overrides ?? new Dictionary<string, string>());
            var todo = Unfinished(await ChangesAsync(session, versions, stop)).ToList();
            if (todo.Count == 0)
                return "Nothing to do: no change is expanded.";
            await PreflightAsync(session, todo.Select(change => change.Plan), stop, Phase.Contract);
            await session.BeginAsync(stop);
            await ContractAsync(session, await ChangesAsync(session, versions, stop), overrides ?? new Dictionary<string, string>(), stop);
            return $"{Count(session.Changes, "change")} contracted. Until purge, 'safemigrate revert' brings the old shape back.";
        },
        cancellation);

    private static async Task ContractAsync(
        CommandSession session, IReadOnlyList<JournaledChange> changes, IReadOnlyDictionary<string, string> overrides, CancellationToken cancellation)
    {
        var todo = Unfinished(changes).ToList();
        var untouched = todo.Where(change => change.State == ChangeState.Expanded).Select(change => change.Plan).ToList();
        await VerifyAsync(session, untouched.SelectMany(plan => plan.Verify), cancellation);
        await RefuseChangedAsync(session, untouched.SelectMany(plan => plan.Unchanged), "expand", "\nOr go back with 'safemigrate rollback', and expand again, which takes it along.", cancellation);
        var guarded = todo.Where(change => change.Plan.Contract.Count > 0).ToList();
        if (guarded.Count > 0)
            await PassGatesAsync(session, guarded, overrides, cancellation);

        await using var runner = new StepRunner(session);
        foreach (var change in todo)
        {
            await SetStateAsync(session, change, ChangeState.Contracting, cancellation);
            await runner.RunAsync(change, Phase.Contract, cancellation);
            await SetStateAsync(session, change, ChangeState.Contracted, cancellation);
            session.Changes++;
        }
    }

    // Also refuses what contract would leave half done.
    private static IEnumerable<JournaledChange> Unfinished(IReadOnlyList<JournaledChange> changes)
    {
        foreach (var change in changes)
        {
            var command = change.State switch
            {
                ChangeState.Pending or ChangeState.Expanding => "expand",
                ChangeState.RollingBack => "rollback",
                ChangeState.Reverting => "revert",
                _ => null,
            };
            if (command is not null)
                throw new RunnerException(ExitCode.Refused, $"Migration {change.Migration} is {change.State.Text()}. Finish that with 'safemigrate {command}' first.");
        }

        return changes.Where(change => change.State is ChangeState.Expanded or ChangeState.Contracting);
    }

    private static async Task VerifyAsync(CommandSession session, IEnumerable<RequireNoRows> requirements, CancellationToken cancellation)
    {
        var problems = await ProblemsAsync(session, requirements, cancellation);
        if (problems.Count > 0)
            throw new RunnerException(ExitCode.Refused, "The data is not ready, and nothing was changed:\n" + string.Join('\n', problems));
    }

    private static async Task RefuseChangedAsync(CommandSession session, IEnumerable<RequireAsRemembered> requirements, string since, string otherwise, CancellationToken cancellation)
    {
        var changes = new List<string>();
        foreach (var requirement in requirements)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                await session.Main.RunAsync(connection => connection.ExecuteRawAsync(session.Write(requirement)), cancellation);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresWriter.NotAsRemembered)
            {
                changes.Add(exception.MessageText + ".");
            }
        }

        if (changes.Count > 0)
            throw new RunnerException(ExitCode.Refused, $"The schema has changed since {since}, and nothing was changed now:\n{string.Join('\n', changes)}{otherwise}");
    }

    private static async Task<List<string>> ProblemsAsync(
        CommandSession session, IEnumerable<RequireNoRows> requirements, CancellationToken cancellation)
    {
        var problems = new List<string>();
        foreach (var requirement in requirements)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = await session.Main.RunAsync(connection => CountAsync(connection, requirement), cancellation);
            if (count > 0)
                problems.Add(requirement.Message.Replace("{0}", count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        return problems;
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, RequireNoRows requirement)
    {
        Task<long> Count(Expression violation) => connection.ScalarRawAsync<long>($"SELECT count(*) FROM {Names.Quoted(requirement.Table)} WHERE {violation}");
        try
        {
            return await Count(requirement.Violation);
        }
        catch (PostgresException exception) when (requirement.Otherwise is not null && exception.IsRowTrouble())
        {
            return await Count(requirement.Otherwise);
        }
    }

    private static void RefuseUnknownGates(IReadOnlyDictionary<string, string> overrides)
    {
        foreach (var (gate, reason) in overrides)
        {
            if (!GateWatch.Names.Contains(gate))
                throw new RunnerException(ExitCode.Usage, $"There is no gate \"{gate}\". Gates: {string.Join(", ", GateWatch.Names)}.");
            if (string.IsNullOrWhiteSpace(reason))
                throw new RunnerException(ExitCode.Usage, $"--override {gate}=REASON needs a reason; the journal keeps it.");
        }
    }

    /// <summary>Asks the gates as contract does, about what contract would do now. Changes nothing.</summary>
    /// <param name="versions">The migrations, or null for all that the journal knows.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<IReadOnlyList<GateResult>> GatesAsync(IReadOnlyCollection<string>? versions = null, CancellationToken cancellation = default)
    {
        await using var session = await OpenAsync(cancellation);
        return await ExplainedAsync(async () =>
        {
            var changes = (await ChangesAsync(session, versions, cancellation)).Where(change => change is { State: ChangeState.Expanded, Plan.Contract.Count: > 0 }).ToList();
            var answers = changes.Count == 0 ? [] : await AskGatesAsync(session, changes, cancellation);
            session.Report(RunnerEventKind.Done, null, done => done with { Message = changes.Count == 0 ? "Nothing to ask: no change is expanded." : "Nothing was changed." });
            return (IReadOnlyList<GateResult>)[.. answers.Select(answer => new GateResult(answer.Gate, Text(answer.Verdict), answer.Evidence))];
        });
    }

    private static string Text(Verdict verdict) => verdict.ToString().ToUpperInvariant();

    private static async Task<IReadOnlyList<GateAnswer>> AskGatesAsync(CommandSession session, IReadOnlyList<JournaledChange> changes, CancellationToken cancellation)
    {
        var answers = await new GateWatch(session, changes).AskAsync(cancellation);
        foreach (var answer in answers)
        {
            session.Report(RunnerEventKind.Gate, null, report => report with
            {
                Migration = Listed(changes.Select(change => change.Migration)),
                Phase = "contract",
                Step = answer.Gate,
                State = Text(answer.Verdict),
                Message = answer.Evidence,
            });
        }

        return answers;
    }

    private static async Task PassGatesAsync(
        CommandSession session, IReadOnlyList<JournaledChange> changes, IReadOnlyDictionary<string, string> overrides, CancellationToken cancellation)
    {
        var against = (await AskGatesAsync(session, changes, cancellation)).Where(answer => answer.Verdict != Verdict.Pass).ToList();
        var refusals = against.Where(answer => !overrides.ContainsKey(answer.Gate)).ToList();
        if (refusals.Count > 0)
            throw Refusal(refusals);

        await RaiseFloorAsync(session, changes, overrides.ContainsKey(HeartbeatsGate.Name), cancellation);
        foreach (var answer in against)
        {
            var reason = $"{Listed(changes.Select(change => change.Migration))}: {overrides[answer.Gate]}";
            await session.Main.RunAsync(connection => AuditOverrideAsync(connection, session, answer, reason, cancellation), cancellation);
        }
    }

    private static RunnerException Refusal(IReadOnlyList<GateAnswer> refusals) => new(
        ExitCode.Refused,
        string.Join('\n', refusals.Select(answer => $"Gate {answer.Gate} says {Text(answer.Verdict)}: {answer.Evidence}")) + " Nothing was changed. "
        + $"End what they saw, or run contract with {string.Join(' ', refusals.Select(answer => $"--override {answer.Gate}=\"REASON\""))}, which the journal keeps.");

    // From here on an instance that cannot live with the new shape does not become ready.
    private static async Task RaiseFloorAsync(CommandSession session, IReadOnlyList<JournaledChange> changes, bool overridden, CancellationToken cancellation)
    {
        string[] migrations = [.. changes.Select(change => change.Migration).Distinct()];
        try
        {
            if (await session.Main.RunAsync(connection => HeartbeatsGate.RaiseAsync(connection, migrations, overridden, cancellation), cancellation) is { } refusal)
                throw Refusal([refusal]);
        }
        catch (PostgresException exception) when (exception.SqlState == SqlStates.InsufficientPrivilege)
        {
            throw new RunnerException(
                ExitCode.Usage,
                $"The floor for applications cannot be raised: {exception.MessageText}. Nothing was changed. GRANT SELECT ON safemigrate.instance and SELECT, INSERT, UPDATE, DELETE ON safemigrate.contract_floor to this role.",
                exception);
        }
    }

    private static Task AuditOverrideAsync(
        NpgsqlConnection connection, CommandSession session, GateAnswer answer, string reason, CancellationToken cancellation) => ChangeJournal.AuditAsync(
        connection,
        session.Options.CommandLine,
        $"override {answer.Gate}",
        $"{reason} ({answer.Verdict.ToString().ToUpperInvariant()}: {answer.Evidence})",
        cancellation);
}
