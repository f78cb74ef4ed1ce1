namespace SafeMigrate.Postgres;

/// <summary>
/// What short pieces of text were read as lately. Migrations say <c>now()</c>, <c>varchar(255)</c> and <c>deleted_at IS NULL</c> again and again; what
/// depends on the text alone is made once and shared. A table of a fixed size for all threads: a slot is one reference to an entry that never
/// changes, so no lock is needed.
/// </summary>
internal sealed class TextTable<T>
    where T : class
{
    private const int Slots = 1024;
    private const int Longest = 64;
    private readonly Entry?[] kept = new Entry?[Slots];

    /// <summary>What <paramref name="span"/> of <paramref name="text"/> stood for when it was met last, or null.</summary>
    public T? Find(string text, TextSpan span) =>
        span.Length <= Longest && kept[Slot(text, span)] is { } entry && entry.Text.Length == span.Length
            && string.CompareOrdinal(entry.Text, 0, text, span.Start, span.Length) == 0 ? entry.Value : null;

    /// <summary>Remembers what <paramref name="span"/> stands for, and gives it back.</summary>
    public T Keep(string text, TextSpan span, T value)
    {
        if (span.Length <= Longest)
            kept[Slot(text, span)] = new Entry(text.Substring(span.Start, span.Length), value);
        return value;
    }

    private static int Slot(string text, TextSpan span)
    {
        var hash = Keywords.HashSeed;
        for (var i = span.Start; i < span.End; i++)
            hash = Keywords.Hash(hash, text[i]);
        return (int)((hash ^ (hash >> 16)) % Slots);
    }

    private sealed class Entry(string text, T value)
    {
        public readonly string Text = text;
        public readonly T Value = value;
    }
}
