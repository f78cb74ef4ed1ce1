using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Backfill;

/// <summary>
/// Fills ranges in short transactions on a connection of its own. Each batch checks the lease and writes its progress with its rows.
/// </summary>
/// <param name="job">What is to be done.</param>
/// <param name="throttle">When.</param>
/// <param name="vacuum">Hears what was written.</param>
/// <param name="connection">Its connection.</param>
/// <param name="number">From 0; where there are to be fewer workers, those with the highest numbers end.</param>
/// <param name="running">Receives the statement that runs.</param>
internal sealed class BackfillWorker(
    BackfillJob job, Throttle throttle, TableVacuum vacuum, MainConnection connection, int number, Action<string> running)
{
    // Below the server's deadlock_timeout (1 s): where a batch and the application wait for each other, the batch gives way.
    private static readonly TimeSpan RowLockTimeout = TimeSpan.FromMilliseconds(200);

    private const int AttemptsAtOneBlock = 3;

    private readonly RunnerOptions options = job.Session.Options;
    private readonly BatchSize size = new();
    private readonly RejectedRows rejected = new(job);

    /// <summary>Fills one range after the other until there is none left, or one worker too many.</summary>
    public async Task RunAsync(RangeQueue queue, CancellationToken cancellation)
    {
        while (number < throttle.Settings.Workers && queue.TryTake(out var range))
        {
            var left = await RangeAsync(range, cancellation);
            if (left.Next < left.End)
                queue.Return(left);
        }
    }

    private async Task<BlockRange> RangeAsync(BlockRange range, CancellationToken cancellation)
    {
        for (var attempts = 0; range.Next < range.End && number < throttle.Settings.Workers;)
        {
            cancellation.ThrowIfCancellationRequested();
            await throttle.ReadyAsync(cancellation);
            var blocks = size.Next(throttle.Settings.MaxRows);
            var end = Math.Min(range.Next + blocks, range.End);
            try
            {
                // A block whose rows somebody keeps locked is left to the next pass.
                range = await TimedAsync(range, end, isFull: end - range.Next == size.Blocks, skip: attempts == AttemptsAtOneBlock, cancellation);
                attempts = 0;
                if (throttle.Settings.Delay > TimeSpan.Zero)
                    await options.Delay(throttle.Settings.Delay, cancellation);
            }
            catch (PostgresException exception) when (exception.IsLockTrouble() || (exception.SqlState == SqlStates.QueryCanceled && end - range.Next > 1))
            {
                attempts = end - range.Next == 1 ? attempts + 1 : 0;
                size.Blocked();
                job.Report(report => report with { State = "blocked", Message = exception.MessageText });
                await options.Delay(options.FirstPause * options.Random(), cancellation);
            }
        }

        return range;
    }

    private async Task<BlockRange> TimedAsync(BlockRange range, long end, bool isFull, bool skip, CancellationToken cancellation)
    {
        using var span = Telemetry.Start("batch", range.Table.Name);
        var started = options.Time.GetTimestamp();
        var rows = skip ? null : RowRange.OfBlocks(range.Table, range.Next, end);
        var (done, stored) = await connection.RunAsync(open => BatchAsync(open, range, rows, end), cancellation);
        var elapsed = options.Time.GetElapsedTime(started);
        if (isFull)
            size.Took(elapsed, throttle.Settings.BatchTarget);
        span?.SetTag("safemigrate.rows", done.Rows - range.Rows).SetTag("safemigrate.worker", number);
        size.Wrote(done.Rows - range.Rows, end - range.Next);
        job.Wrote(done.Rows - range.Rows, elapsed);
        vacuum.Wrote(range.Table, done.Rows - range.Rows, throttle.Settings.VacuumAt);
        throttle.Apply(stored);
        return done;
    }

    private async Task<(BlockRange Range, string? Throttle)> BatchAsync(NpgsqlConnection open, BlockRange range, RowRange? rows, long end)
    {
        try
        {
            return await TransactionAsync(open, rows, end - range.Next, written => BackfillProgress.AdvanceAsync(open, job.Key, range, end, written));
        }
        catch (PostgresException exception) when (rows is not null && exception.IsRowTrouble())
        {
            var written = 0L;
            await rejected.SearchAsync(open, rows, throttle.Settings, exception, async half =>
                written += await TransactionAsync(open, half, 1, Task.FromResult));
            return await TransactionAsync(open, null, 1, _ => BackfillProgress.AdvanceAsync(open, job.Key, range, end, written));
        }
    }

    private async Task<T> TransactionAsync<T>(NpgsqlConnection open, RowRange? rows, long blocks, Func<long, Task<T>> advance)
    {
        await using var transaction = await open.BeginTransactionAsync();
        await open.ExecuteAsync(Settings(blocks), CancellationToken.None);
        var update = rows is null ? null : job.Update(rows);
        if (update is not null)
            running(update);
        var written = update is null ? 0 : await open.ExecuteRawAsync(update);
        var result = await advance(written);
        await options.Checkpoint($"batch {job.Step.Title}");
        await transaction.CommitAsync();
        return result;
    }

    // A batch that waits for one row after the other would keep all rows before them locked: it gives up as a whole, and a smaller one follows.
    // A commit that the server loses in a crash takes its progress along; the step's end is one that waits for the disk.
    private string Settings(long blocks) =>
        $"""
        SET LOCAL idle_in_transaction_session_timeout = '5s'; SET LOCAL lock_timeout = {RowLockTimeout.TotalMilliseconds};
        SET LOCAL statement_timeout = {(blocks == 1 ? 0 : (int)Math.Max(500, 5 * throttle.Settings.BatchTarget.TotalMilliseconds))};
        SET LOCAL synchronous_commit = off; SET LOCAL safemigrate.backfill = '{(job.Operation.IsOwnUpdate ? "off" : "on")}';
        {(job.SkipsTriggers ? "SET LOCAL session_replication_role = replica;" : "")} SELECT safemigrate.fence({job.Session.Token})
        """;
}
