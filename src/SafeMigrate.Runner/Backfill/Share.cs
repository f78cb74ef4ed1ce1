namespace SafeMigrate.Runner.Backfill;

/// <summary>
/// A part of the rows of each block, by a hash of their addresses. A full block has no room for new versions of its rows, and a version in
/// another block costs an entry in every index. So one sweep takes a third of each block's rows away; when nobody sees the old versions any
/// more, the server gives their room to the next sweep, whose versions stay in the block and cost no index anything, and so on.
/// </summary>
/// <param name="From">The first hash.</param>
/// <param name="End">The hash behind the last.</param>
internal sealed record Share(int From, int End)
{
    /// <summary>How many hashes there are.</summary>
    public const int Hashes = 1024;

    /// <summary>All rows.</summary>
    public static Share All { get; } = new(0, Hashes);

    /// <summary>The shares of the sweeps, in order: each a little smaller, because a filled row needs more room than it leaves.</summary>
    public static IReadOnlyList<Share> Each { get; } = [new(0, 310), new(310, 570), new(570, 810), new(810, Hashes)];

    /// <summary>What the first of <see cref="Each"/> leaves.</summary>
    public static Share Rest { get; } = new(310, Hashes);

    /// <summary>How many hashes it has.</summary>
    public int Size => End - From;

    /// <summary>As a condition on rows.</summary>
    public string Condition => $"pg_catalog.hashtid(ctid) & {Hashes - 1} BETWEEN {From} AND {End - 1}";
}
