using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Backfill;

/// <summary>
/// Fills a column in short transactions, by ranges of row addresses, which need no key and no index (PostgreSQL 14+). Each batch writes its
/// progress with its rows. Rows that move while it runs are found by the count at the end, and another pass takes them.
/// </summary>
internal sealed class BatchedBackfill(CommandSession session, JournaledChange change, StepKey key, Step step, BackfillColumn operation)
{
    // Below the server's deadlock_timeout (1 s): where a batch and the application wait for each other, the batch gives way.
    private static readonly TimeSpan RowLockTimeout = TimeSpan.FromMilliseconds(200);

    private const int FruitlessPasses = 3;
    private const int AttemptsAtOneBlock = 3;

    private readonly BatchSize size = new(session.Options.BatchTarget);
    private long begun;
    private long rows;
    private long total;

    /// <summary>Fills every row that needs it; goes on where an earlier run stopped.</summary>
    public async Task RunAsync(Action<string> running, CancellationToken cancellation)
    {
        begun = session.Options.Time.GetTimestamp();
        var skipTriggers = await session.Main.RunAsync(connection => SkipTriggersAsync(connection, cancellation), cancellation);
        var fewest = long.MaxValue;
        for (var fruitless = 0; ;)
        {
            await PassAsync(skipTriggers, running, cancellation);
            var left = await session.Main.RunAsync(connection => CountAsync(connection, running), cancellation);
            if (left == 0)
                return;

            fruitless = left < fewest ? 0 : fruitless + 1;
            fewest = Math.Min(fewest, left);
            if (fruitless == FruitlessPasses)
                throw NotConverging(left);
            await session.Options.Delay(session.Options.FirstPause, cancellation);
            await session.Main.RunAsync(connection => BackfillProgress.NextPassAsync(connection, key, cancellation), cancellation);
        }
    }

    private async Task PassAsync(bool skipTriggers, Action<string> running, CancellationToken cancellation)
    {
        var tables = await session.Main.RunAsync(connection => BackfillTable.FindAsync(connection, operation.Table, cancellation), cancellation);
        var progress = new Dictionary<BackfillTable, BackfillProgress>();
        foreach (var table in tables)
        {
            progress[table] = await session.Main.RunAsync(
                connection => BackfillProgress.LoadAsync(connection, key, table, cancellation), cancellation);
        }

        rows = progress.Values.Sum(part => part.Rows);
        total = progress.Values.Sum(part => part.Total);
        foreach (var table in tables)
            await TableAsync(table, progress[table].NextBlock, skipTriggers, running, cancellation);
    }

    private async Task TableAsync(BackfillTable table, long next, bool skipTriggers, Action<string> running, CancellationToken cancellation)
    {
        var blocks = await session.Main.RunAsync(connection => table.BlocksAsync(connection, cancellation), cancellation);
        var attempts = 0;
        while (next < blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            var started = session.Options.Time.GetTimestamp();
            var end = next + size.Blocks;
            try
            {
                // A block whose rows somebody keeps locked is left to the next pass.
                var update = attempts < AttemptsAtOneBlock ? Update(table, next, end) : null;
                var written = await session.Main.RunAsync(connection => BatchAsync(connection, table, update, end, skipTriggers, running), cancellation);
                (next, rows, attempts) = (end, rows + written, 0);
                var elapsed = session.Options.Time.GetElapsedTime(started);
                size.Took(elapsed);
                Report(report => report with { Rows = rows, Total = Math.Max(total, rows), ElapsedMs = (long)elapsed.TotalMilliseconds });
            }
            catch (PostgresException exception) when (exception.IsLockTrouble())
            {
                attempts = size.Blocks == 1 ? attempts + 1 : 0;
                size.Blocked();
                Report(report => report with { State = "blocked", Rows = rows, Total = Math.Max(total, rows), Message = exception.MessageText });
                await session.Options.Delay(session.Options.FirstPause * session.Options.Random(), cancellation);
            }
        }
    }

    private async Task<long> BatchAsync(
        NpgsqlConnection connection, BackfillTable table, string? update, long end, bool skipTriggers, Action<string> running)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            $"""
            SET LOCAL idle_in_transaction_session_timeout = '5s'; SET LOCAL lock_timeout = {RowLockTimeout.TotalMilliseconds};
            SET LOCAL safemigrate.backfill = 'on'; {(skipTriggers ? "SET LOCAL session_replication_role = replica;" : "")}
            SELECT safemigrate.fence({session.Token})
            """,
            CancellationToken.None);
        if (update is not null)
            running(update);
        var written = update is null ? 0 : await connection.ExecuteRawAsync(update);
        await BackfillProgress.AdvanceAsync(connection, key, table, end, written);
        await session.Options.Checkpoint($"batch {step.Title}");
        await transaction.CommitAsync();
        return written;
    }

    private string Update(BackfillTable table, long from, long end) =>
        $"UPDATE ONLY {table.Name} SET {Names.Quoted(operation.Column)} = {operation.Value} "
        + $"WHERE ctid >= '({from},0)'::tid AND ctid < '({end},0)'::tid AND ({operation.Remaining})";

    private async Task<long> CountAsync(NpgsqlConnection connection, Action<string> running)
    {
        var count = $"SELECT count(*) FROM {Names.Quoted(operation.Table)} WHERE {operation.Remaining}";
        running(count);
        return await connection.ScalarRawAsync<long>(count);
    }

    private async Task<bool> SkipTriggersAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var triggers = await UserTriggers.FindAsync(connection, operation.Table, operation.Column, session.ServerVersion, cancellation);
        if (triggers.Names != "")
        {
            Report(report => report with
            {
                State = "note",
                Message = triggers.CanBeSkipped
                    ? $"The triggers {triggers.Names} do not fire for the rows that are filled."
                    : $"The triggers {triggers.Names} fire for each row that is filled.",
            });
        }

        return triggers is { Names.Length: > 0, CanBeSkipped: true };
    }

    private MigrationStoppedException NotConverging(long left) => new(
        step.Title,
        $"SELECT * FROM {Names.Quoted(operation.Table)} WHERE {operation.Remaining}",
        null,
        $"{left} rows of {operation.Table} still need {operation.Column} after {FruitlessPasses} more passes: "
            + "their value stays the same, or others keep them locked",
        session.Options.CommandLine);

    private void Report(Func<RunnerEvent, RunnerEvent> fill) => session.Report(RunnerEventKind.Batch, change, report => fill(report with
    {
        Phase = key.Phase.ToString().ToLowerInvariant(),
        Step = step.Title,
    }));
}
