using System.Collections;

namespace SafeMigrate.Rules;

/// <summary>The first items of a list that goes on growing: what was there at one moment, without a copy for each.</summary>
/// <param name="list">The list, to which items are only added.</param>
/// <param name="count">How many belong to it.</param>
internal sealed class FirstOf<T>(List<T> list, int count) : IReadOnlyList<T>
{
    public int Count => count;

    public T this[int index] => index < count ? list[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<T> GetEnumerator() => list.Take(count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
