namespace SafeMigrate.Runner.Backfill;

/// <summary>How many blocks one batch takes, so that it takes about as long as it should.</summary>
/// <param name="target">How long a batch should take.</param>
internal sealed class BatchSize(TimeSpan target)
{
    // 4 MB: where rows to fill follow a long stretch without any, the first full batch must not take seconds.
    private const long Largest = 512;

    public long Blocks { get; private set; } = 16;

    /// <summary>After a batch: at most twice or half as many next time, since one batch may be an exception.</summary>
    public void Took(TimeSpan elapsed) => Blocks = Math.Clamp((long)(Blocks * Math.Clamp(target / elapsed, 0.5, 2)), 1, Largest);

    /// <summary>After a batch that met a locked row: fewer rows meet fewer locks.</summary>
    public void Blocked() => Blocks = Math.Max(1, Blocks / 4);
}
