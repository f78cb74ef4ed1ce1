namespace SafeMigrate.Postgres;

/// <summary>PostgreSQL's rules for identifiers.</summary>
public static class PostgresIdentifier
{
    /// <summary>The longest identifier that the server keeps whole, in bytes of UTF-8 (<c>NAMEDATALEN</c> - 1).</summary>
    public const int MaxBytes = 63;

    /// <summary>The identifier, in quotation marks unless it is a plain lower-case word that is no keyword.</summary>
    public static string Quote(string identifier) => IsPlain(identifier) ? identifier : "\"" + identifier.Replace("\"", "\"\"") + "\"";

    /// <summary>
    /// A name made of <paramref name="prefix"/>, <paramref name="body"/> and <paramref name="ending"/> that fits into
    /// <paramref name="maxBytes"/>: the body is cut where it must be, never inside a character.
    /// </summary>
    public static string Compose(string prefix, string body, string ending, int maxBytes = MaxBytes)
    {
        var length = body.Length;
        while (System.Text.Encoding.UTF8.GetByteCount(prefix + body.Substring(0, length) + ending) > maxBytes)
            length -= length > 1 && char.IsLowSurrogate(body[length - 1]) ? 2 : 1;
        return prefix + body.Substring(0, length) + ending;
    }

    private static bool IsPlain(string identifier) =>
        identifier.Length > 0 && identifier[0] is (>= 'a' and <= 'z') or '_'
        && identifier.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')
        && !IsKeyword(identifier);

    // Other than unreserved: as a name of something, such a word needs quotation marks somewhere.
    private static bool IsKeyword(string word) => Keywords.Category(Keywords.Find(word)) != KeywordCategory.Unreserved;
}
