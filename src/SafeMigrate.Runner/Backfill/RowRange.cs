namespace SafeMigrate.Runner.Backfill;

/// <summary>Rows by their addresses, from one up to but not including another. An address is a block and a place in it, as one number.</summary>
/// <param name="Table">Whose rows.</param>
/// <param name="From">The first address.</param>
/// <param name="End">The address behind the last.</param>
internal sealed record RowRange(BackfillTable Table, long From, long End)
{
    // More than the rows of the largest block there is (32 kB).
    private const long PlacesInBlock = 2048;

    /// <summary>Which of them are meant.</summary>
    public Share Share { get; init; } = Share.All;

    /// <summary>All rows of some blocks.</summary>
    public static RowRange OfBlocks(BackfillTable table, long first, long end) => new(table, first * PlacesInBlock, end * PlacesInBlock);

    /// <summary>True where at most one row has an address in it.</summary>
    public bool IsOneRow => End - From == 1;

    /// <summary>True where all of them are in one block.</summary>
    public bool IsInOneBlock => (End - 1) / PlacesInBlock == From / PlacesInBlock;

    /// <summary>The address of the first row: <c>(12,7)</c>.</summary>
    public string Address => Text(From);

    /// <summary>As a condition on rows of the table. PostgreSQL 14 reads such a range without an index.</summary>
    public string Condition => $"ctid >= '{Text(From)}'::tid AND ctid < '{Text(End)}'::tid";

    /// <summary>
    /// Those of the range and its share for which something more holds, as a condition on rows of the table. The server is not asked it of rows of
    /// other shares, where it may fail.
    /// </summary>
    public string Where(Expression condition) => Share == Share.All ? $"{Condition} AND ({condition})" : $"{Condition} AND CASE WHEN {Share.Condition} THEN {condition} END";

    /// <summary>Both halves.</summary>
    public (RowRange First, RowRange Second) Halves()
    {
        var middle = From + ((End - From) / 2);
        return (this with { End = middle }, this with { From = middle });
    }

    private static string Text(long address) => $"({address / PlacesInBlock},{address % PlacesInBlock})";
}
