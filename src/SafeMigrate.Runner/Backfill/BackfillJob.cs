using SafeMigrate.Operations;
using SafeMigrate.Planning;
using SafeMigrate.Postgres;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Backfill;

/// <summary>What all workers of a backfill share: what is to be done, and how much is.</summary>
internal sealed class BackfillJob(CommandSession session, JournaledChange change, StepKey key, Step step, IBackfill operation)
{
    private readonly Lock counting = new();
    private long rows;
    private long total;

    public CommandSession Session => session;

    public StepKey Key => key;

    public Step Step => step;

    public IBackfill Operation => operation;

    /// <summary>True where batches act as replication does, so that triggers of the application do not fire.</summary>
    public bool SkipsTriggers { get; set; }

    /// <summary>True where no index has the column, so that a new version of a row can be in the same block without touching any index.</summary>
    public bool StaysInBlocks { get; set; }

    /// <summary>Rows that were left as they are in this pass.</summary>
    public int Kept;

    /// <summary>The statement that fills some rows.</summary>
    public string Update(RowRange range) =>
        PostgresWriter.Batch(operation, $"ONLY {range.Table.Name}", range.Where(operation.Remaining));

    /// <summary>The statement that counts the rows that are left, of the whole table or of a range.</summary>
    public string Count(RowRange? range = null) => range is null
        ? $"SELECT count(*) FROM {Names.Quoted(operation.Table)} WHERE {operation.Remaining}"
        : $"SELECT count(*) FROM ONLY {range.Table.Name} WHERE {range.Where(operation.Remaining)}";

    /// <summary>Says what the journal counts.</summary>
    public void Begin(long written, long estimate) => (rows, total) = (written, estimate);

    /// <summary>Reports a batch.</summary>
    public void Wrote(long more, TimeSpan elapsed)
    {
        Telemetry.CountRows(more);
        lock (counting)
        {
            rows += more;
            Report(report => report with { ElapsedMs = (long)elapsed.TotalMilliseconds });
        }
    }

    public void Report(Func<RunnerEvent, RunnerEvent> fill) => session.Report(RunnerEventKind.Batch, change, report => fill(report with
    {
        Phase = key.Phase.ToString().ToLowerInvariant(),
        Step = step.Title,
        Rows = rows,
        Total = total == 0 ? null : Math.Max(total, rows),
    }));

    /// <summary>Stops the command.</summary>
    public MigrationStoppedException Stopped(string sql, string? sqlState, string reason, Exception? inner = null) =>
        new(step.Title, sql, sqlState, reason, session.Options.CommandLine, inner);
}
