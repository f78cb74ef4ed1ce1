namespace SafeMigrate.Runner.Verification;

/// <summary>What a version has written and what it has deleted again. Each row must be there once, or not at all.</summary>
/// <param name="writer">The version's name.</param>
internal sealed class Ledger(string writer)
{
    private readonly Lock reading = new();
    private readonly Dictionary<QualifiedName, Entries> tables = [];

    public string Writer => writer;

    /// <summary>What is known of each table, as of now.</summary>
    public IReadOnlyList<LedgerOfTable> Tables
    {
        get
        {
            lock (reading)
                return [.. tables.Select(pair => new LedgerOfTable(writer, pair.Key, pair.Value.Writer, pair.Value.Count, pair.Value.Kept.ToHashSet(), pair.Value.Deleted.ToHashSet()))];
        }
    }

    public void Add(WrittenRow row)
    {
        lock (reading)
        {
            if (!tables.TryGetValue(row.Writer.Table.Name, out var entries))
                tables[row.Writer.Table.Name] = entries = new Entries(row.Writer);
            entries.Count++;
            entries.Deleted.Remove(KeyOf(row.Key));
            entries.Kept.Add(KeyOf(row.Key));
        }
    }

    public void Remove(WrittenRow row)
    {
        lock (reading)
        {
            var entries = tables[row.Writer.Table.Name];
            entries.Count--;
            entries.Kept.Remove(KeyOf(row.Key));
            entries.Deleted.Add(KeyOf(row.Key));
        }
    }

    // No text of the server's has this character.
    public static string KeyOf(IEnumerable<string?> values) => string.Join('\0', values);

    private sealed class Entries(TableWriter writer)
    {
        public TableWriter Writer => writer;

        public int Count { get; set; }

        public HashSet<string> Kept { get; } = [];

        public HashSet<string> Deleted { get; } = [];
    }
}

/// <summary>What a version has written into one table.</summary>
/// <param name="Writer">The version.</param>
/// <param name="Table">The table as the version calls it.</param>
/// <param name="Statements">How it was written.</param>
/// <param name="Count">How many rows must be there.</param>
/// <param name="Kept">Their keys; none where rows have nothing that tells them apart.</param>
/// <param name="Deleted">The keys of rows that must not be there.</param>
internal sealed record LedgerOfTable(string Writer, QualifiedName Table, TableWriter Statements, int Count, IReadOnlySet<string> Kept, IReadOnlySet<string> Deleted);
