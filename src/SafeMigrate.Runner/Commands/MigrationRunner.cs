using Npgsql;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner;

/// <summary>
/// Runs the phases of migrations against a live database. Every command can be repeated at any point: what is done is not done again.
/// Commands end with a <see cref="RunnerException"/> where they cannot go on; its exit code says whose turn it is. A cancelled command stops
/// after the statement or batch that runs, with everything consistent.
/// </summary>
public sealed partial class MigrationRunner
{
    private readonly RunnerOptions options;

    /// <param name="options">How it works.</param>
    public MigrationRunner(RunnerOptions options) => this.options = options;

    private async Task<RunSummary> RunAsync(Func<CommandSession, CancellationToken, Task<string>> work, CancellationToken cancellation)
    {
        using var span = Telemetry.Start("command", options.CommandLine);
        await using var session = await OpenAsync(cancellation);
        try
        {
            var message = await InTimeAsync(session, stop => ExplainedAsync(() => work(session, stop)), cancellation);
            session.Report(RunnerEventKind.Done, null, done => done with { ElapsedMs = (long)session.Elapsed.TotalMilliseconds, Message = message });
            return new RunSummary(session.Changes, session.Steps, session.Elapsed, message);
        }
        catch (RunnerException exception)
        {
            span.Failed(exception);
            ReportFailure(exception, session.Report);
            throw;
        }
        finally
        {
            await session.EndAsync();
        }
    }

    // Whoever watches a release has its own idea of when it has failed: the end is the one that Ctrl-C makes.
    private async Task<T> InTimeAsync<T>(CommandSession session, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(options.StopAfter ?? Timeout.InfiniteTimeSpan, options.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await work(stop.Token);
        }
        catch (Exception exception) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested && IsStop(exception))
        {
            throw new RunnerException(
                ExitCode.Stopped,
                $"Stopped after {Quantity.Text(session.Elapsed)}, because it was to take no longer than {Quantity.Text(options.StopAfter!.Value)}. "
                + $"{Count(session.Steps, "step")} of it are done and stay done; '{options.CommandLine}' goes on from here.",
                exception);
        }
    }

    private static bool IsStop(Exception exception) =>
        exception is OperationCanceledException or MigrationStoppedException { SqlState: SqlStates.QueryCanceled or SqlStates.LockNotAvailable };

    private async Task<CommandSession> OpenAsync(CancellationToken cancellation)
    {
        try
        {
            return await ExplainedAsync(() => CommandSession.OpenAsync(options, cancellation));
        }
        catch (RunnerException exception)
        {
            ReportFailure(exception, (kind, _, fill) => options.OnEvent?.Invoke(fill(new RunnerEvent(options.Time.GetUtcNow(), kind))));
            throw;
        }
    }

    private static void ReportFailure(RunnerException exception, Action<RunnerEventKind, JournaledChange?, Func<RunnerEvent, RunnerEvent>> report) => report(
        RunnerEventKind.Failed, null, failed => failed with { Step = (exception as MigrationStoppedException)?.Step, Message = exception.Message });

    // What the server says outside of a step: about the journal, or that it went away for good.
    private async Task<T> ExplainedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PostgresException exception) when (exception.SqlState == SqlStates.LeaseLost)
        {
            throw LeaseLost(exception);
        }
        catch (NpgsqlException exception)
        {
            throw new MigrationStoppedException("look at the database and the journal", "", exception.SqlState, exception.Message, options.CommandLine, exception);
        }
    }

    internal static RunnerException LeaseLost(Exception inner) => new(
        ExitCode.Refused,
        "Another runner took the lease over while this one did not answer; this one changed nothing since. Look at 'safemigrate status'.",
        inner);

    private static Task<List<JournaledChange>> ChangesAsync(
        CommandSession session, IReadOnlyCollection<string>? versions, CancellationToken cancellation) => session.Main.RunAsync(
        async connection => await JournalSchema.ExistsAsync(connection, cancellation) ? await ChangeJournal.ChangesAsync(connection, cancellation, versions) : [],
        cancellation);

    private static async Task SetStateAsync(CommandSession session, JournaledChange change, ChangeState state, CancellationToken cancellation)
    {
        await session.Main.RunAsync(
            connection => ChangeJournal.SetStateAsync(connection, session.Token, session.Options, change, state, cancellation), cancellation);
        session.Report(RunnerEventKind.Change, change, report => report with { State = state.Text() });
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string Listed(IEnumerable<string> items) => string.Join(", ", items.Distinct());
}
