using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Postgres;
using SafeMigrate.Runner.Backfill;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Steps;

/// <summary>Runs the steps of a change, each exactly once.</summary>
internal sealed class StepRunner(CommandSession session) : IAsyncDisposable
{
    // Whoever is in the way has had the time to come to an end by itself.
    private const int AttemptsInPeace = 2;

    private readonly BlockerWatch watch = new(session.Target, session.Options);
    private string current = "";
    private string? said;

    /// <summary>Runs those steps of the phase that are not done yet.</summary>
    public async Task RunAsync(JournaledChange change, Phase phase, CancellationToken cancellation)
    {
        var steps = change.Plan.Steps(phase);
        if (steps.Count == 0)
            return;
        using var span = Telemetry.Start("phase", phase.ToString().ToLowerInvariant());
        span?.SetTag("safemigrate.migration", change.Migration).SetTag("safemigrate.change", change.Description);
        var known = await session.Main.RunAsync(connection => ChangeJournal.StepsAsync(connection, change.Id, cancellation), cancellation);
        for (var ordinal = 0; ordinal < steps.Count; ordinal++)
        {
            cancellation.ThrowIfCancellationRequested();
            var key = new StepKey(change.Id, phase, ordinal);
            if (!known.GetValueOrDefault(key))
                await RunAsync(change, key, steps[ordinal], cancellation);
        }
    }

    public ValueTask DisposeAsync() => watch.DisposeAsync();

    private async Task RunAsync(JournaledChange change, StepKey key, Step step, CancellationToken cancellation)
    {
        using var span = Telemetry.Start("step", step.Title);
        var begun = session.Options.Time.GetTimestamp();
        said = null;
        Report(RunnerEventKind.Step, change, key, step, report => report with { State = "begun" });
        await session.Options.Checkpoint($"begin {key.Phase} {step.Title}");
        var waited = await StoppedAsync(step, () => RunKindAsync(change, key, step, cancellation));
        await session.Options.Checkpoint($"end {key.Phase} {step.Title}");
        session.Steps++;
        Report(RunnerEventKind.Step, change, key, step, report => report with
        {
            State = "done",
            ElapsedMs = (long)session.Options.Time.GetElapsedTime(begun).TotalMilliseconds,
            LockWaitMs = (long)waited.TotalMilliseconds,
            Message = said,
        });
    }

    private async Task<TimeSpan> RunKindAsync(JournaledChange change, StepKey key, Step step, CancellationToken cancellation)
    {
        if (step.InTransaction)
            return await RunTransactionAsync(change, key, step, cancellation);
        if (step.Operations is not [var operation])
            throw new InvalidOperationException($"The step \"{step.Title}\" has operations that do not go together.");

        var wasDone = await session.Main.RunAsync(connection => WasDoneAsync(connection, key, step), cancellation);
        await session.Main.RunAsync(connection => BeginAloneAsync(connection, key, step, wasDone ? null : operation, cancellation), cancellation);
        if (!wasDone && operation is IBackfill backfill)
            await BackfillAsync(new BackfillJob(session, change, key, step, backfill), cancellation);
        else if (!wasDone)
            await new OutsideTransaction(session, watch, (state, message) => ReportWait(change, key, step, state, message))
                .RunAsync(operation, sql => current = sql, cancellation);
        await session.Options.Checkpoint($"effect {key.Phase} {step.Title}");
        await session.Main.RunAsync(connection => EndAloneAsync(connection, key, cancellation), cancellation);
        return TimeSpan.Zero;
    }

    private async Task BackfillAsync(BackfillJob job, CancellationToken cancellation)
    {
        await using var backfill = new BatchedBackfill(job, sql => current = sql);
        await backfill.RunAsync(cancellation);
    }

    private async Task<TimeSpan> RunTransactionAsync(JournaledChange change, StepKey key, Step step, CancellationToken cancellation)
    {
        var failed = 0;
        var retry = new LockRetry(session.Options, (number, message) => ReportWait(change, key, step, $"attempt {failed = number}", Blocked(message)));
        Action<string> end = message => ReportWait(change, key, step, "blocker", message);
        await retry.RunAsync(
            () => session.Main.RunAsync(connection => AttemptAsync(connection, change, key, step, failed >= AttemptsInPeace ? end : null), cancellation), cancellation);
        return retry.Waited;
    }

    private string Blocked(string message) => watch.Blockers is { } blockers ? $"Waits for {blockers}" : message;

    private async Task AttemptAsync(NpgsqlConnection connection, JournaledChange change, StepKey key, Step step, Action<string>? end)
    {
        using var span = Telemetry.Start("attempt", step.Title);
        await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
        await BeginStepAsync(connection, session.Options.LockTimeout, CancellationToken.None);
        if (!await ChangeJournal.AddDoneAsync(connection, key, step.Title, CancellationToken.None))
            return; // A transaction of ours whose answer was lost did it.
        if (await WasDoneAsync(connection, key, step))
        {
            await transaction.CommitAsync(CancellationToken.None);
            return;
        }

        // With the last step the change is complete: whoever looks into a history of migrations sees both or neither.
        if (key.Phase == Phase.Contract && key.Ordinal == change.Plan.Contract.Count - 1)
            await ChangeJournal.EnterAsync(connection, session.Options, change, ChangeState.Contracted, CancellationToken.None);

        await session.Options.Checkpoint($"effect {key.Phase} {step.Title}");
        await AtOnceAsync(connection, [.. step.Operations.SelectMany(session.Write)], end);
    }

    // With its COMMIT in one message: between the statements, which hold their locks, no network and no stopped runner can come.
    private async Task AtOnceAsync(NpgsqlConnection connection, IReadOnlyList<string> statements, Action<string>? end)
    {
        current = string.Join("; ", statements);
        connection.Notice += Listen;
        try
        {
            await watch.WatchAsync(
                connection.ProcessID,
                () => connection.ExecuteRawAsync([LockBudget.Begin, .. statements.SelectMany(sql => new[] { LockBudget.Left(session.Options.LockTimeout), sql }), "COMMIT"]),
                session.Options.LockTimeout / 2,
                end: end);
        }
        finally
        {
            connection.Notice -= Listen;
        }
    }

    private void Listen(object sender, NpgsqlNoticeEventArgs heard) => said = heard.Notice.SqlState == PostgresWriter.RowsStay ? heard.Notice.MessageText : said;

    // Rolled back before expand was so far; contracted again after a revert, which leaves what does no harm. Expand begins anew, and a name
    // that is taken then is somebody else's.
    private static async Task<bool> WasDoneAsync(NpgsqlConnection connection, StepKey key, Step step) =>
        key.Phase is not (Phase.Expand or Phase.Backfill)
        && PostgresProbe.IsDone(step) is { } condition && await connection.ScalarRawAsync<bool>($"SELECT {condition}");

    // What cannot run in a transaction is written down first, in one that checks the lease.
    private async Task BeginAloneAsync(NpgsqlConnection connection, StepKey key, Step step, Operation? operation, CancellationToken cancellation)
    {
        var known = await ChangeJournal.StepsAsync(connection, key.Change, cancellation);
        if (!known.ContainsKey(key) && operation is CreateIndex create)
            await ConcurrentIndex.RequireFreeNameAsync(connection, create, cancellation);

        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await BeginStepAsync(connection, session.Options.LockTimeout, cancellation);
        await ChangeJournal.AddIntentAsync(connection, key, step.Title, cancellation);
        await transaction.CommitAsync(cancellation);
        await session.Options.Checkpoint($"intent {key.Phase} {step.Title}");
    }

    private async Task EndAloneAsync(NpgsqlConnection connection, StepKey key, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await BeginStepAsync(connection, session.Options.LockTimeout, cancellation);
        await ChangeJournal.SetDoneAsync(connection, key, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    // A runner that is stopped in the middle loses its transaction, and its locks with it, after five seconds.
    private async Task BeginStepAsync(NpgsqlConnection connection, TimeSpan lockTimeout, CancellationToken cancellation)
    {
        var patience = Math.Max(50, (long)lockTimeout.TotalMilliseconds);
        await connection.ExecuteAsync(
            $"SELECT set_config('idle_in_transaction_session_timeout', '5s', true), set_config('lock_timeout', '{patience}', true), safemigrate.fence($1)",
            cancellation,
            session.Token);
    }

    private async Task<T> StoppedAsync<T>(Step step, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PostgresException exception) when (exception.SqlState == SqlStates.LeaseLost)
        {
            throw MigrationRunner.LeaseLost(exception);
        }
        catch (PostgresException exception)
        {
            current = exception.BatchCommand?.CommandText ?? current;
            var blockers = exception.IsLockTrouble() && watch.Blockers is { } seen ? $". In the way: {seen}" : "";
            var detail = (exception.Data[ConcurrentIndex.Explanation] as string ?? exception.Detail) is { Length: > 0 } more ? $" ({more})" : "";
            throw new MigrationStoppedException(
                step.Title, current, exception.SqlState, exception.MessageText + detail + blockers, session.Options.CommandLine, exception);
        }
        catch (NpgsqlException exception)
        {
            throw new MigrationStoppedException(step.Title, current, null, exception.Message, session.Options.CommandLine, exception);
        }
    }

    private void ReportWait(JournaledChange change, StepKey key, Step step, string state, string message) =>
        Report(RunnerEventKind.Attempt, change, key, step, report => report with { State = state, Message = message });

    private void Report(RunnerEventKind kind, JournaledChange change, StepKey key, Step step, Func<RunnerEvent, RunnerEvent> fill) => session.Report(
        kind, change, report => fill(report with { Phase = key.Phase.ToString().ToLowerInvariant(), Step = step.Title }));
}
