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
        while (IsWanted && queue.TryTake(out var range))
        {
            var sweeps = new Sweeps(range, job.StaysInBlocks);
            await RangeAsync(sweeps, cancellation);
            if (!sweeps.IsDone)
                queue.Return(sweeps.Range);
        }
    }

    private bool IsWanted => number < throttle.Settings.Workers;

    private async Task RangeAsync(Sweeps sweeps, CancellationToken cancellation)
    {
        for (var attempts = 0; !sweeps.IsDone && IsWanted;)
        {
            cancellation.ThrowIfCancellationRequested();
            await throttle.ReadyAsync(cancellation);
            var end = sweeps.Take(size.Next(throttle.Settings.MaxRows));
            var blocks = sweeps.Blocks(end);
            try
            {
                // A block whose rows somebody keeps locked is left to the next pass. An author's own UPDATE waits: it may end with rows to do, and these would be among them.
                await TimedAsync(sweeps, end, skip: attempts == AttemptsAtOneBlock && !job.Operation.IsOwnUpdate, cancellation);
                attempts = 0;
                if (throttle.Settings.Delay > TimeSpan.Zero)
                    await options.Delay(throttle.Settings.Delay, cancellation);
            }
            catch (PostgresException exception) when (exception.IsLockTrouble() || (exception.SqlState == SqlStates.QueryCanceled && blocks > 1))
            {
                attempts = blocks == 1 ? Math.Min(attempts + 1, AttemptsAtOneBlock) : 0;
                size.Blocked();
                job.Report(report => report with { State = "blocked", Message = exception.MessageText });
                await options.Delay(options.FirstPause * options.Random(), cancellation);
            }
        }
    }

    private async Task TimedAsync(Sweeps sweeps, long end, bool skip, CancellationToken cancellation)
    {
        using var span = Telemetry.Start("batch", sweeps.Range.Table.Name);
        var started = options.Time.GetTimestamp();
        var (leavesRoom, blocks) = (sweeps.LeavesRoom, sweeps.Blocks(end));
        var rows = skip ? null : sweeps.Rows(end);
        var (done, stored) = await connection.RunAsync(open => BatchAsync(open, sweeps.Range, rows, sweeps.Next(end)), cancellation);
        var elapsed = options.Time.GetElapsedTime(started);
        var written = done.Rows - sweeps.Range.Rows;
        sweeps.Done(done, end);
        size.Took(blocks, elapsed, throttle.Settings.BatchTarget);
        size.Wrote(written, blocks);
        span?.SetTag("safemigrate.rows", written).SetTag("safemigrate.worker", number);
        job.Wrote(written, elapsed);
        if (leavesRoom)
            vacuum.Wrote(done.Table, written, throttle.Settings.VacuumAt);
        throttle.Apply(stored);
    }

    private async Task<(BlockRange Range, string? Throttle)> BatchAsync(NpgsqlConnection open, BlockRange range, RowRange? rows, long next)
    {
        try
        {
            return await TransactionAsync(open, range, rows, next);
        }
        catch (PostgresException exception) when (rows is not null && exception.IsRowTrouble())
        {
            await rejected.SearchAsync(open, rows, throttle.Settings, exception, part => TransactionAsync(open, range, part, range.Next));
            return await TransactionAsync(open, range, null, next);
        }
    }

    private async Task<(BlockRange Range, string? Throttle)> TransactionAsync(NpgsqlConnection open, BlockRange range, RowRange? rows, long next)
    {
        var update = rows is null ? null : job.Update(rows);
        if (update is not null)
            running(update);
        await options.Checkpoint($"batch {job.Step.Title}");
        var result = await open.TransactAsync(
            Prepare(isOneBlock: rows is null || rows.IsInOneBlock),
            BackfillProgress.Advance(job.Key, range, next, update),
            row => BackfillProgress.Advanced(row, range, next));
        await options.Checkpoint($"written {job.Step.Title}");
        return result;
    }

    // A batch that waits for one row after the other would keep all rows before them locked: it gives up as a whole, and a smaller one follows.
    // A commit that the server loses in a crash takes its progress along; the step's end is one that waits for the disk.
    private string Prepare(bool isOneBlock)
    {
        var timeout = isOneBlock ? 0 : (int)Math.Max(500, 5 * throttle.Settings.BatchTarget.TotalMilliseconds);
        var settings = new[]
        {
            ("idle_in_transaction_session_timeout", "5s"),
            ("lock_timeout", $"{RowLockTimeout.TotalMilliseconds}"),
            ("statement_timeout", $"{timeout}"),
            ("synchronous_commit", "off"),
            ("safemigrate.backfill", job.Operation.IsOwnUpdate ? "off" : "on"),
            ("session_replication_role", job.SkipsTriggers ? "replica" : ""),
        };
        var set = settings.Where(setting => setting.Item2 != "").Select(setting => $"set_config('{setting.Item1}', '{setting.Item2}', true)");
        return $"SELECT {string.Join(", ", set)}, safemigrate.fence({job.Session.Token})";
    }
}
