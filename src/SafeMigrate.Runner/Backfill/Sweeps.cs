namespace SafeMigrate.Runner.Backfill;

/// <summary>Where a worker is in a range: it goes window by window, and through each window sweep by sweep.</summary>
internal sealed class Sweeps
{
    // 32 MB, which the server still has in memory at the last sweep; when a sweep begins, the transactions of the one before are over.
    private const long Window = 4096;

    // Where a block has fewer rows to fill, looking at it again costs more than is won.
    private const long Dense = 8;

    // Below half a megabyte a transaction costs more than it fills.
    private const long Fewest = 64;

    private readonly bool several;
    private IReadOnlyList<Share> shares;
    private long begin;
    private long end;
    private long at;
    private int sweep;
    private long found;

    /// <param name="range">The range.</param>
    /// <param name="several">False where versions cannot stay in their block, because an index has the column that is filled.</param>
    public Sweeps(BlockRange range, bool several)
    {
        (Range, this.several) = (range, several);
        shares = several ? Share.Each : [Share.All];
        Open();
    }

    /// <summary>The range as the journal has it: a window is not done before its last sweep.</summary>
    public BlockRange Range { get; private set; }

    /// <summary>True when there is nothing left to do in the range.</summary>
    public bool IsDone => Range.Next == Range.End;

    /// <summary>True where the next batch leaves room behind that only vacuum gives to others.</summary>
    public bool LeavesRoom => shares.Count == 1;

    /// <summary>The block behind the next batch, which is to have so many: no more than leave several batches to a sweep.</summary>
    public long Take(long blocks) => Math.Min(at + (shares.Count == 1 ? blocks : Math.Min(blocks, Math.Max(Fewest, (end - begin) / 4))), end);

    /// <summary>How many blocks the next batch has.</summary>
    public long Blocks(long behind) => behind - at;

    /// <summary>The rows of the next batch.</summary>
    public RowRange Rows(long behind) => RowRange.OfBlocks(Range.Table, at, behind) with { Share = shares[sweep] };

    /// <summary>The first block that is not done after the next batch.</summary>
    public long Next(long behind) => sweep == shares.Count - 1 ? behind : begin;

    /// <summary>The batch is done.</summary>
    public void Done(BlockRange range, long behind)
    {
        found += range.Rows - Range.Rows;
        (Range, at) = (range, behind);
        if (at < end)
            return;
        if (sweep == shares.Count - 1)
            CloseWindow();
        else
            CloseSweep();
    }

    private void CloseSweep()
    {
        if (sweep == 0 && !IsDense())
            shares = [shares[0], Share.Rest];
        (sweep, at, found) = (sweep + 1, begin, 0);
    }

    // What was found in this window is what is expected of the next one.
    private void CloseWindow()
    {
        shares = several && (shares.Count > 2 || (shares.Count == 1 && IsDense())) ? Share.Each : [Share.All];
        Open();
    }

    private void Open()
    {
        (begin, at) = (Range.Next, Range.Next);
        end = Math.Min(begin + Window, Range.End);
        (sweep, found) = (0, 0);
    }

    private bool IsDense() => found * Share.Hashes >= Dense * (end - begin) * shares[sweep].Size;
}
