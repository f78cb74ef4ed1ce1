using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace SafeMigrate.Runner.Backfill;

/// <summary>A stretch of a table that one worker fills at a time.</summary>
/// <param name="Table">The table.</param>
/// <param name="First">Its first block, which names it in the journal.</param>
/// <param name="End">The block behind its last.</param>
/// <param name="Next">The first block that is not done.</param>
/// <param name="Rows">Rows written in it so far.</param>
internal sealed record BlockRange(BackfillTable Table, long First, long End, long Next, long Rows);

/// <summary>The stretches that nobody works on yet, in order.</summary>
/// <param name="ranges">All of them.</param>
internal sealed class RangeQueue(IEnumerable<BlockRange> ranges)
{
    private readonly ConcurrentQueue<BlockRange> waiting = new(ranges);

    public bool IsEmpty => waiting.IsEmpty;

    public bool TryTake([NotNullWhen(true)] out BlockRange? range) => waiting.TryDequeue(out range);

    /// <summary>Gives back what a worker leaves undone.</summary>
    public void Return(BlockRange range) => waiting.Enqueue(range);
}
