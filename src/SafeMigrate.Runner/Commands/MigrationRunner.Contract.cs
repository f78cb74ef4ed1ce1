using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Planning;
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
        async session =>
        {
            RefuseUnknownGates(overrides ?? new Dictionary<string, string>());
            if (!Unfinished(await ChangesAsync(session, versions, cancellation)).Any())
                return "Nothing to do: no change is expanded.";
            await session.BeginAsync(cancellation);
            await ContractAsync(session, await ChangesAsync(session, versions, cancellation), overrides ?? new Dictionary<string, string>(), cancellation);
            return $"{Count(session.Changes, "change")} contracted. Until purge, 'safemigrate revert' brings the old shape back.";
        },
        cancellation);

    private static async Task ContractAsync(
        CommandSession session, IReadOnlyList<JournaledChange> changes, IReadOnlyDictionary<string, string> overrides, CancellationToken cancellation)
    {
        var todo = Unfinished(changes).ToList();
        await VerifyAsync(session, todo.Where(change => change.State == ChangeState.Expanded).SelectMany(change => change.Plan.Verify), cancellation);
        var guarded = todo.Where(change => change.Plan.Contract.Count > 0).Select(change => change.Migration).Distinct().ToList();
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

    private static async Task<List<string>> ProblemsAsync(
        CommandSession session, IEnumerable<RequireNoRows> requirements, CancellationToken cancellation)
    {
        var problems = new List<string>();
        foreach (var requirement in requirements)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = await session.Main.RunAsync(
                connection => connection.ScalarRawAsync<long>($"SELECT count(*) FROM {Names.Quoted(requirement.Table)} WHERE {requirement.Violation}"),
                cancellation);
            if (count > 0)
                problems.Add(requirement.Message.Replace("{0}", count.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }

        return problems;
    }

    private static void RefuseUnknownGates(IReadOnlyDictionary<string, string> overrides)
    {
        foreach (var (gate, reason) in overrides)
        {
            if (gate != SessionsGate.Name)
                throw new RunnerException(ExitCode.Usage, $"There is no gate \"{gate}\". Gates: {SessionsGate.Name}.");
            if (string.IsNullOrWhiteSpace(reason))
                throw new RunnerException(ExitCode.Usage, $"--override {gate}=REASON needs a reason; the journal keeps it.");
        }
    }

    private static async Task PassGatesAsync(
        CommandSession session, IReadOnlyCollection<string> migrations, IReadOnlyDictionary<string, string> overrides, CancellationToken cancellation)
    {
        var answer = await AskGateAsync(session, migrations, cancellation);
        if (answer.Verdict == Verdict.Pass)
            return;
        if (!overrides.TryGetValue(answer.Gate, out var reason))
        {
            throw new RunnerException(
                ExitCode.Refused,
                $"Gate {answer.Gate} says {answer.Verdict.ToString().ToUpperInvariant()}: {answer.Evidence} Nothing was changed. "
                + $"End those sessions, or run contract with --override {answer.Gate}=\"REASON\", which the journal keeps.");
        }

        await session.Main.RunAsync(
            connection => AuditOverrideAsync(connection, session, answer, $"{Listed(migrations)}: {reason}", cancellation), cancellation);
    }

    private static async Task<GateAnswer> AskGateAsync(CommandSession session, IReadOnlyCollection<string> migrations, CancellationToken cancellation)
    {
        var answer = await session.Main.RunAsync(connection => SessionsGate.AskAsync(connection, migrations, cancellation), cancellation);
        session.Report(RunnerEventKind.Gate, null, report => report with
        {
            Migration = Listed(migrations),
            Phase = "contract",
            Step = answer.Gate,
            State = answer.Verdict.ToString().ToUpperInvariant(),
            Message = answer.Evidence,
        });
        return answer;
    }

    private static Task AuditOverrideAsync(
        NpgsqlConnection connection, CommandSession session, GateAnswer answer, string reason, CancellationToken cancellation) => ChangeJournal.AuditAsync(
        connection,
        session.Options.CommandLine,
        $"override {answer.Gate}",
        $"{reason} ({answer.Verdict.ToString().ToUpperInvariant()}: {answer.Evidence})",
        cancellation);
}
