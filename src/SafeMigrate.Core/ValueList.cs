using System.Collections;
using System.ComponentModel;

namespace SafeMigrate;

/// <summary>
/// A list that is equal to another list with the same items, so that records which hold one compare by content.
/// It is frozen: only readers and the compiler call <see cref="Add"/>, while they build it.
/// </summary>
/// <typeparam name="T">The items; they should compare by value themselves.</typeparam>
public sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    // An array of more references than this is a large object, which costs a full collection of the whole heap.
    private const int Chunk = 8192;

    private T[] items;
    private List<T[]>? more;

    /// <summary>The empty list: for defaults, of which a reader makes many, because <c>[]</c> is a new list each time.</summary>
    public static ValueList<T> Empty { get; } = new();

    /// <summary>Starts an empty list for a collection expression.</summary>
    public ValueList() => items = [];

    /// <summary>Copies <paramref name="source"/>.</summary>
    public ValueList(IEnumerable<T> source)
    {
        if (source is ICollection<T> { Count: <= Chunk } few)
        {
            items = few.ToArray();
            Count = items.Length;
            return;
        }

        items = [];
        foreach (var item in source)
            Add(item);
        if (Count < items.Length)
            Array.Resize(ref items, Count);
    }

    /// <summary>Copies <paramref name="length"/> items of <paramref name="source"/> from <paramref name="start"/> on.</summary>
    internal ValueList(T[] source, int start, int length)
    {
        items = [];
        if (length <= Chunk)
        {
            items = new T[length];
            Array.Copy(source, start, items, 0, length);
            Count = length;
            return;
        }

        for (var i = start; i < start + length; i++)
            Add(source[i]);
    }

    /// <summary>How many items the list has.</summary>
    public int Count { get; private set; }

    /// <summary>The item at <paramref name="index"/>, from 0.</summary>
    public T this[int index] => index >= Count ? throw new ArgumentOutOfRangeException(nameof(index))
        : index < Chunk ? items[index] : more![(index / Chunk) - 1][index % Chunk];

    /// <summary>For collection expressions and readers only; a list that was handed out is never changed.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Add(T item)
    {
        if (Count >= Chunk)
            AddToLast(item);
        else
        {
            if (Count == items.Length)
                Array.Resize(ref items, Math.Max(2, Count * 2));
            items[Count] = item;
        }

        Count++;
    }

    private void AddToLast(T item)
    {
        more ??= [];
        if (Count % Chunk == 0)
            more.Add(new T[Chunk]);
        more[more.Count - 1][Count % Chunk] = item;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ValueList<T>? other) =>
        ReferenceEquals(this, other) || (other is not null && Count == other.Count && this.SequenceEqual(other));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => this.Aggregate(Count, (hash, item) => unchecked(hash * 31 + (item?.GetHashCode() ?? 0)));

    /// <summary>The items, separated by commas.</summary>
    public override string ToString() => string.Join(", ", this);
}

/// <summary>Builds <see cref="ValueList{T}"/>s from sequences.</summary>
public static class ValueList
{
    /// <summary>The items of <paramref name="source"/> as a list that compares by content.</summary>
    public static ValueList<T> ToValueList<T>(this IEnumerable<T> source) => source is ICollection<T> { Count: 0 } ? ValueList<T>.Empty : new(source);
}
