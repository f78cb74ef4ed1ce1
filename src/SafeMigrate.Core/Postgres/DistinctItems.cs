namespace SafeMigrate.Postgres;

/// <summary>Collects items, each once and in order of the first; used again and again by the parser instead of a set for each statement.</summary>
internal sealed class DistinctItems<T>
{
    // Up to here looking at all of them is quicker than a set; a statement with more exists, and must not take quadratic time.
    private const int Few = 12;

    private readonly List<T> items = [];
    private readonly HashSet<T> seen = [];

    /// <summary>Starts again.</summary>
    public void Clear()
    {
        items.Clear();
        if (seen.Count > 0)
            seen.Clear();
    }

    /// <summary>Adds an item that is not there yet.</summary>
    public void Add(T item)
    {
        if (items.Count < Few ? items.Contains(item) : !IsNew(item))
            return;
        items.Add(item);
    }

    /// <summary>How many there are.</summary>
    public int Count => items.Count;

    /// <summary>The first; there is one.</summary>
    public T First => items[0];

    /// <summary>What was collected.</summary>
    public ValueList<T> ToValueList() => items.ToValueList();

    private bool IsNew(T item)
    {
        if (seen.Count == 0)
            seen.UnionWith(items);
        return seen.Add(item);
    }
}
