namespace SafeMigrate.Tool.Demo;

/// <summary>
/// What the application wrote: for each order it touched, what a read must find. Instances of both versions share it, so that each reads
/// what the other wrote. One order is in one worker's hands at a time.
/// </summary>
internal sealed class Ledger(int existingOrders)
{
    private readonly Lock access = new();
    private readonly List<Entry> entries = [];
    private readonly HashSet<long> known = [];

    /// <summary>How many orders the ledger knows.</summary>
    public int Count
    {
        get
        {
            lock (access)
                return entries.Count;
        }
    }

    /// <summary>An order nobody else holds, or null where the random pick is in somebody's hands.</summary>
    public Entry? Take(Random random)
    {
        lock (access)
        {
            if (entries.Count == 0)
                return null;
            var entry = entries[random.Next(entries.Count)];
            if (entry.Held)
                return null;
            entry.Held = true;
            return entry;
        }
    }

    /// <summary>Gives an order back.</summary>
    public void Release(Entry entry)
    {
        lock (access)
            entry.Held = false;
    }

    /// <summary>The number of an order that was there before and that the ledger does not know yet, or null where the random pick is known.</summary>
    public long? Adopt(Random random)
    {
        var id = 1 + random.NextInt64(existingOrders);
        lock (access)
            return known.Add(id) ? id : null;
    }

    /// <summary>Adds an order that was written or read for the first time.</summary>
    public void Add(long id, string state, long quantity)
    {
        lock (access)
        {
            known.Add(id);
            entries.Add(new Entry(id) { State = state, Quantity = quantity });
        }
    }

    /// <summary>All orders; for the last look, when nobody writes any more.</summary>
    public IReadOnlyList<Entry> All
    {
        get
        {
            lock (access)
                return [.. entries];
        }
    }

    /// <summary>What a read of one order must find. Written only by whoever holds it.</summary>
    internal sealed class Entry(long id)
    {
        public long Id { get; } = id;
        public string State { get; set; } = "";
        public long Quantity { get; set; }
        public bool Held { get; set; }
    }
}
