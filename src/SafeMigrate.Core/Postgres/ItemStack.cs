namespace SafeMigrate.Postgres;

/// <summary>
/// Holds the items of lists while they are read, those of an inner list on top of those of the outer one: one array serves a whole file, and
/// a list is made once, when its length is known.
/// </summary>
internal sealed class ItemStack<T>
{
    private T[] items = new T[16];

    /// <summary>Where a list that begins now has its first item.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an item to the list begun last.</summary>
    public void Push(T item)
    {
        if (Count == items.Length)
            Array.Resize(ref items, Count * 2);
        items[Count++] = item;
    }

    /// <summary>The last item; there is one.</summary>
    public ref T Top => ref items[Count - 1];

    /// <summary>The list that began at <paramref name="start"/>, which is taken off.</summary>
    public ValueList<T> Take(int start)
    {
        if (start == Count)
            return ValueList<T>.Empty;
        var list = new ValueList<T>(items, start, Count - start);
        Forget(start);
        return list;
    }

    /// <summary>Takes off what a statement with an error left behind.</summary>
    public void Forget(int start = 0)
    {
        Array.Clear(items, start, Count - start);
        Count = start;
    }

    /// <summary>The item at a place, from 0.</summary>
    public T this[int index] => items[index];
}
