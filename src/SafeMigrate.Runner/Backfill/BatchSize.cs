namespace SafeMigrate.Runner.Backfill;

/// <summary>How many blocks one batch takes, so that it takes about as long as it should.</summary>
internal sealed class BatchSize
{
    // 8 MB: where rows to fill follow a long stretch without any, the first full batch must not take seconds.
    private const long Largest = 1024;

    private double rowsPerBlock;

    public long Blocks { get; private set; } = 16;

    /// <summary>How many blocks the next batch takes, given the most rows that it may write.</summary>
    public long Next(long? maxRows) =>
        maxRows is { } most && rowsPerBlock > 0 ? Math.Clamp((long)(most / rowsPerBlock), 1, Blocks) : Blocks;

    /// <summary>
    /// After a batch: at most twice or half as many next time, since one batch may be an exception. One that was not full says only when it was
    /// slow.
    /// </summary>
    public void Took(long blocks, TimeSpan elapsed, TimeSpan target)
    {
        if (blocks == Blocks || elapsed > target)
            Blocks = Math.Clamp((long)(Blocks * Math.Clamp(target / elapsed, 0.5, 2)), 1, Largest);
    }

    /// <summary>After any batch: what it wrote says how dense the rows are.</summary>
    public void Wrote(long rows, long blocks) => rowsPerBlock = Math.Max((double)rows / blocks, rowsPerBlock / 2);

    /// <summary>After a batch that met a locked row or took far too long: fewer rows meet fewer locks.</summary>
    public void Blocked() => Blocks = Math.Max(1, Blocks / 4);
}
