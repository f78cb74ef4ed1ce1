namespace SafeMigrate.Postgres;

/// <summary>
/// Makes names of the words in a text. Migrations name the same tables, columns and types again and again: those met lately are kept, in a table of a
/// fixed size that all threads share. A slot is one reference to a string that never changes, so no lock is needed.
/// </summary>
internal static class NameTable
{
    private const int Slots = 1024;
    private const int LongestKept = 63;
    private static readonly string?[] Kept = new string?[Slots];
    private static readonly QualifiedName?[] KeptQualified = new QualifiedName?[Slots];
    private static readonly ValueList<string>?[] KeptLists = new ValueList<string>?[Slots];
    private static readonly ValueList<QualifiedName>?[] KeptQualifiedLists = new ValueList<QualifiedName>?[Slots];

    /// <summary>The word in <paramref name="text"/> as the server folds it: ASCII letters in lower case.</summary>
    public static string Folded(string text, int start, int length)
    {
        if (length > LongestKept)
            return Literals.Fold(text.Substring(start, length));
        var hash = Keywords.HashSeed;
        for (var i = start; i < start + length; i++)
            hash = Keywords.Hash(hash, text[i]);
        ref var slot = ref Kept[(hash ^ (hash >> 16)) % Slots];
        if (slot is { } name && name.Length == length && Matches(name, text, start))
            return name;
        return slot = Literals.Fold(text.Substring(start, length));
    }

    /// <summary>A name with its schema, of words that <see cref="Folded"/> may have made.</summary>
    public static QualifiedName Qualified(string? schema, string name)
    {
        if (name.Length == 0)
            return new QualifiedName(schema, name);
        ref var slot = ref KeptQualified[Hash(name) % Slots];
        if (slot is { } known && ReferenceEquals(known.Name, name) && known.Schema == schema)
            return known;
        return slot = new QualifiedName(schema, name);
    }

    /// <summary>The list of one name, which most lists of columns are.</summary>
    public static ValueList<string> Alone(string name)
    {
        if (name.Length == 0)
            return [name];
        ref var slot = ref KeptLists[Hash(name) % Slots];
        if (slot is { } known && ReferenceEquals(known[0], name))
            return known;
        return slot = [name];
    }

    /// <summary>The list of one qualified name.</summary>
    public static ValueList<QualifiedName> Alone(QualifiedName name)
    {
        if (name.Name.Length == 0)
            return [name];
        ref var slot = ref KeptQualifiedLists[Hash(name.Name) % Slots];
        if (slot is { } known && ReferenceEquals(known[0], name))
            return known;
        return slot = [name];
    }

    private static uint Hash(string name) => (uint)(name[0] + (31 * name[name.Length / 2]) + (961 * name[name.Length - 1]) + (29791 * name.Length));

    private static bool Matches(string name, string text, int start)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (Literals.Fold(text[start + i]) != name[i])
                return false;
        }

        return true;
    }
}
