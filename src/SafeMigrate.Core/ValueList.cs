using System.Collections;
using System.ComponentModel;

namespace SafeMigrate;

/// <summary>
/// A list that is equal to another list with the same items, so that records which hold one compare by content.
/// It is frozen: the compiler alone calls <see cref="Add"/>, while it builds a collection expression.
/// </summary>
/// <typeparam name="T">The items; they should compare by value themselves.</typeparam>
public sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly List<T> items;

    /// <summary>An empty list.</summary>
    public static ValueList<T> Empty { get; } = new();

    /// <summary>Starts an empty list for a collection expression.</summary>
    public ValueList() => items = [];

    /// <summary>Copies <paramref name="source"/>.</summary>
    public ValueList(IEnumerable<T> source) => items = [.. source];

    /// <summary>How many items the list has.</summary>
    public int Count => items.Count;

    /// <summary>The item at <paramref name="index"/>, from 0.</summary>
    public T this[int index] => items[index];

    /// <summary>For collection expressions only; a list that was handed out is never changed.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public void Add(T item) => items.Add(item);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ValueList<T>? other) => other is not null && items.SequenceEqual(other.items);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => items.Aggregate(items.Count, (hash, item) => unchecked(hash * 31 + (item?.GetHashCode() ?? 0)));

    /// <summary>The items, separated by commas.</summary>
    public override string ToString() => string.Join(", ", items);
}

/// <summary>Builds <see cref="ValueList{T}"/>s from sequences.</summary>
public static class ValueList
{
    /// <summary>The items of <paramref name="source"/> as a list that compares by content.</summary>
    public static ValueList<T> ToValueList<T>(this IEnumerable<T> source) => new(source);
}
