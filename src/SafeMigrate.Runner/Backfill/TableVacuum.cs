using System.Collections.Concurrent;
using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Backfill;

/// <summary>
/// Vacuums a table while it is filled, so that later batches find room for their row versions and the table does not grow to twice its size.
/// </summary>
/// <param name="job">What is to be done.</param>
internal sealed class TableVacuum(BackfillJob job) : IAsyncDisposable
{
    // Below that a table grows by a few megabytes at most.
    private const long Fewest = 100_000;

    private readonly ConcurrentDictionary<string, long> rewritten = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Lock starting = new();
    private Task vacuuming = Task.CompletedTask;

    /// <summary>Counts versions that batches left behind; where they are many, vacuum begins.</summary>
    public void Wrote(BackfillTable table, long rows, double? share)
    {
        var dead = rewritten.AddOrUpdate(table.Name, rows, (_, before) => before + rows);
        if (share is null || dead < Math.Max(Fewest, share.Value * table.EstimatedRows))
            return;
        lock (starting)
        {
            if (!vacuuming.IsCompleted)
                return;
            rewritten[table.Name] = 0;
            vacuuming = Task.Run(() => VacuumAsync(table, stop.Token));
        }
    }

    /// <summary>Ends a vacuum that runs: what it has done stays done.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await vacuuming;
        stop.Dispose();
    }

    private async Task VacuumAsync(BackfillTable table, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await job.Session.Target.OpenAsync(cancellation);
            if (await connection.ScalarAsync<bool>("SELECT EXISTS (SELECT FROM pg_stat_progress_vacuum WHERE relid = $1::regclass)", cancellation, table.Name))
                return; // Autovacuum is at it.
            job.Report(report => report with { State = "note", Message = $"Vacuums {table.Name} meanwhile" });
            await connection.ExecuteAsync(
                $"SET vacuum_cost_delay = '1ms'; SET vacuum_cost_limit = 1000; SET lock_timeout = '200ms'; SET client_min_messages = error", cancellation);
            await connection.ExecuteAsync($"VACUUM (SKIP_LOCKED, TRUNCATE false) {table.Name}", cancellation);
        }
        catch (OperationCanceledException)
        {
            return; // The backfill ended.
        }
        catch (NpgsqlException exception)
        {
            // Room is good to have and nothing depends on it.
            job.Report(report => report with { State = "note", Message = $"{table.Name} could not be vacuumed: {exception.Message}" });
        }
    }
}
