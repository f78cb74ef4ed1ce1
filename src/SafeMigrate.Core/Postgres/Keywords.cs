namespace SafeMigrate.Postgres;

/// <summary>How far a keyword can still be a name.</summary>
internal enum KeywordCategory : byte
{
    /// <summary>Any name.</summary>
    Unreserved,

    /// <summary>A column or table, but not a function or type.</summary>
    ColumnName,

    /// <summary>A function or type, but not a column or table.</summary>
    TypeOrFunctionName,

    /// <summary>Only a label behind AS.</summary>
    Reserved,
}

/// <summary>Looks keywords up without allocating; the categories are those of PostgreSQL 18's <c>kwlist.h</c>.</summary>
internal static class Keywords
{
    // Never a name, only a label behind AS.
    private const string ReservedWords =
        "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create " +
        "current_catalog current_date current_role current_time current_timestamp current_user default deferrable desc distinct " +
        "do else end except false fetch for foreign from grant group having in initially intersect into lateral leading limit " +
        "localtime localtimestamp not null offset on only or order placing primary references returning select session_user some " +
        "symmetric system_user table then to trailing true union unique user using variadic when where window with";

    // Names of functions and types only.
    private const string TypeOrFunctionWords =
        "authorization binary collation concurrently cross current_schema freeze full ilike inner is isnull join left like " +
        "natural notnull outer overlaps right similar tablesample verbose";

    // Names of columns and tables only.
    private const string ColumnWords =
        "between bigint bit boolean char character coalesce dec decimal exists extract float greatest grouping inout int integer " +
        "interval json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize " +
        "json_table json_value least merge_action national nchar none normalize nullif numeric out overlay position precision " +
        "real row setof smallint substring time timestamp treat trim values varchar xmlattributes xmlconcat xmlelement xmlexists " +
        "xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable";

    // A column alias only with AS in front.
    private const string AsLabelWords =
        "array as char character create day except fetch filter for from grant group having hour intersect into isnull limit " +
        "minute month notnull offset on order over overlaps precision returning second to union varying where window with within " +
        "without year";

    private const int Slots = 2048;
    private static readonly string[] Words = Array.ConvertAll(Enum.GetNames(typeof(Keyword)), Word);
    private static readonly KeywordCategory[] Categories = new KeywordCategory[Words.Length];
    private static readonly bool[] NeedsAs = new bool[Words.Length];
    private static readonly ushort[] Table = new ushort[Slots];

    static Keywords()
    {
        for (var word = 1; word < Words.Length; word++)
            Table[FreeSlot(Hash(Words[word]))] = (ushort)word;
        Mark(ReservedWords, KeywordCategory.Reserved);
        Mark(TypeOrFunctionWords, KeywordCategory.TypeOrFunctionName);
        Mark(ColumnWords, KeywordCategory.ColumnName);
        foreach (var word in AsLabelWords.Split(' '))
            NeedsAs[(int)Find(word)] = true;
    }

    /// <summary>The start value for <see cref="Hash(uint, char)"/>.</summary>
    public const uint HashSeed = 2166136261;

    /// <summary>The word in lower case.</summary>
    public static string Text(Keyword keyword) => Words[(int)keyword];

    /// <summary>The word in capitals.</summary>
    public static string Upper(Keyword keyword) => Capitals.Words[(int)keyword];

    /// <summary>How far the keyword can be a name.</summary>
    public static KeywordCategory Category(Keyword keyword) => Categories[(int)keyword];

    /// <summary>True where a column alias of this name needs AS.</summary>
    public static bool NeedsAsLabel(Keyword keyword) => NeedsAs[(int)keyword];

    /// <summary>The hash with one more character of a word; case does not count.</summary>
    public static uint Hash(uint hash, char character) => unchecked((hash ^ (character | 0x20u)) * 16777619);

    /// <summary>The keyword that stands in <paramref name="text"/>, or NotAKeyword. <paramref name="hash"/> is that of its characters.</summary>
    public static Keyword Find(string text, int start, int length, uint hash)
    {
        for (var slot = (int)(hash % Slots); Table[slot] != 0; slot = (slot + 1) % Slots)
        {
            var word = Words[Table[slot]];
            if (word.Length == length && Matches(word, text, start))
                return (Keyword)Table[slot];
        }

        return Keyword.NotAKeyword;
    }

    /// <summary>The keyword spelled <paramref name="word"/>, or NotAKeyword.</summary>
    public static Keyword Find(string word) => Find(word, 0, word.Length, Hash(word));

    private static uint Hash(string word)
    {
        var hash = HashSeed;
        foreach (var character in word)
            hash = Hash(hash, character);
        return hash;
    }

    private static bool Matches(string word, string text, int start)
    {
        for (var i = 0; i < word.Length; i++)
        {
            // An underscore must not match the DEL that differs from it by the case bit alone.
            var character = text[start + i];
            if ((character is >= 'A' and <= 'Z' ? (char)(character | 0x20) : character) != word[i])
                return false;
        }

        return true;
    }

    private static int FreeSlot(uint hash)
    {
        var slot = (int)(hash % Slots);
        while (Table[slot] != 0)
            slot = (slot + 1) % Slots;
        return slot;
    }

    private static void Mark(string words, KeywordCategory category)
    {
        foreach (var word in words.Split(' '))
            Categories[(int)Find(word)] = category;
    }

    // JsonArray is json_array. By hand: all of them are spelled at each start.
    private static string Word(string name)
    {
        var word = new char[name.Length * 2];
        var length = 0;
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && name[i] is >= 'A' and <= 'Z')
                word[length++] = '_';
            word[length++] = (char)(name[i] | 0x20);
        }

        return new string(word, 0, length);
    }

    // Only who writes SQL asks for them.
    private static class Capitals
    {
        public static readonly string[] Words = Array.ConvertAll(Keywords.Words, word => word.ToUpperInvariant());
    }
}
