using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Backfill;

/// <summary>
/// Fills a column in short transactions, by ranges of row addresses, which need no key and no index (PostgreSQL 14+). Rows that move while it
/// runs are found by the count at the end, and another pass takes them.
/// </summary>
/// <param name="job">What is to be done.</param>
/// <param name="running">Receives the statement that runs.</param>
internal sealed class BatchedBackfill(BackfillJob job, Action<string> running) : IAsyncDisposable
{
    private const int FruitlessPasses = 3;

    private readonly CommandSession session = job.Session;
    private readonly Throttle throttle = new(job);
    private readonly TableVacuum vacuum = new(job);
    private List<BackfillTable> tables = [];

    /// <summary>Fills every row that needs it; goes on where an earlier run stopped.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        job.SkipsTriggers = job.Operation is BackfillColumn { IsOwnUpdate: false } fill
            && await session.Main.RunAsync(connection => SkipTriggersAsync(connection, fill, cancellation), cancellation);
        tables = await session.Main.RunAsync(connection => BackfillTable.FindAsync(connection, job.Operation.Table, cancellation), cancellation);
        // Where a trigger of the application changes what an author's UPDATE sets, a row whose address changes would be taken for another one.
        job.StaysInBlocks = job.Operation is BackfillColumn { IsOwnUpdate: false } one && await session.Main.RunAsync(
            connection => BackfillTable.HasNoIndexAsync(connection, tables, one.Column, cancellation), cancellation);
        var fewest = long.MaxValue;
        for (var fruitless = 0; ;)
        {
            await PassAsync(cancellation);
            var left = await session.Main.RunAsync(CountAsync, cancellation);
            fruitless = left < fewest ? 0 : fruitless + 1;
            fewest = Math.Min(fewest, left);
            var isDone = left <= job.Kept || (job.Operation.IsOwnUpdate && fruitless == FruitlessPasses);
            await session.Main.RunAsync(connection => BackfillProgress.EndPassAsync(connection, session.Token, job.Key, isDone, cancellation), cancellation);
            if (isDone)
            {
                Finish(left);
                return;
            }

            if (fruitless == FruitlessPasses)
                throw NotConverging(left);
            await session.Options.Delay(session.Options.FirstPause, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await vacuum.DisposeAsync();
        await throttle.DisposeAsync();
    }

    private async Task PassAsync(CancellationToken cancellation)
    {
        job.Kept = 0;
        var ranges = await session.Main.RunAsync(
            connection => BackfillProgress.PrepareAsync(connection, session.Token, job.Key, tables, cancellation), cancellation);
        var (rows, total) = await session.Main.RunAsync(connection => BackfillProgress.SumAsync(connection, job.Key, cancellation), cancellation);
        job.Begin(rows, total);
        if (ranges.Count == 0)
            return;
        await throttle.StartAsync([.. tables.Select(table => table.Name)], cancellation);
        await new WorkerCrew(job, throttle, vacuum, running).RunAsync(new RangeQueue(ranges), cancellation);
    }

    // Where rows were kept, counting may fail at the same rows.
    private async Task<long> CountAsync(NpgsqlConnection connection)
    {
        running(job.Count());
        try
        {
            return await connection.ScalarRawAsync<long>(job.Count());
        }
        catch (PostgresException exception) when (job.Kept > 0 && exception.IsRowTrouble())
        {
            var rejected = new RejectedRows(job);
            var left = 0L;
            foreach (var table in tables)
            {
                var blocks = await connection.ScalarAsync<long>(
                    "SELECT pg_relation_size($1::regclass) / current_setting('block_size')::int", CancellationToken.None, table.Name);
                left += await rejected.CountAsync(connection, RowRange.OfBlocks(table, 0, blocks));
            }

            return left;
        }
    }

    // An author's own UPDATE is no rule for rows to come: the old version may go on writing such rows for ever.
    private void Finish(long left)
    {
        if (left > job.Kept)
        {
            job.Report(report => report with
            {
                State = "note",
                Message = $"{left - job.Kept} rows of {job.Operation.Table} were written again meanwhile and would still be changed: the versions that run go on writing such rows.",
            });
        }

        if (job.Kept > 0)
        {
            job.Report(report => report with
            {
                State = "note",
                Message = $"{job.Kept} rows of {job.Operation.Table} were rejected and left as they are; they are listed in safemigrate.rejected_row. Correct them before contract.",
            });
        }
    }

    private async Task<bool> SkipTriggersAsync(NpgsqlConnection connection, BackfillColumn fill, CancellationToken cancellation)
    {
        var triggers = await UserTriggers.FindAsync(connection, fill.Table, fill.Column, session.ServerVersion, cancellation);
        if (triggers.Names != "")
        {
            job.Report(report => report with
            {
                State = "note",
                Message = triggers.CanBeSkipped
                    ? $"The triggers {triggers.Names} do not fire for the rows that are filled."
                    : $"The triggers {triggers.Names} fire for each row that is filled.",
            });
        }

        return triggers is { Names.Length: > 0, CanBeSkipped: true };
    }

    private MigrationStoppedException NotConverging(long left) => job.Stopped(
        $"SELECT * FROM {Names.Quoted(job.Operation.Table)} WHERE {job.Operation.Remaining}",
        null,
        $"{left} rows of {job.Operation.Table} still need {job.Operation.Filled} after {FruitlessPasses} more passes: "
            + "their value stays the same, or others keep them locked");
}
