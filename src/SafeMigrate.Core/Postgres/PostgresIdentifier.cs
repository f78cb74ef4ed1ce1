namespace SafeMigrate.Postgres;

/// <summary>PostgreSQL's rules for identifiers.</summary>
public static class PostgresIdentifier
{
    /// <summary>The longest identifier that the server keeps whole, in bytes of UTF-8 (<c>NAMEDATALEN</c> - 1).</summary>
    public const int MaxBytes = 63;

    // The words of PostgreSQL 18's kwlist.h that are not "unreserved": as a name of something, each needs quotation marks somewhere.
    private static readonly HashSet<string> Keywords = [.. (
        "all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast char character " +
        "check coalesce collate collation column concurrently constraint create cross current_catalog current_date current_role " +
        "current_schema current_time current_timestamp current_user dec decimal default deferrable desc distinct do else end except exists " +
        "extract false fetch float for foreign freeze from full grant greatest group grouping having ilike in initially inner inout int " +
        "integer intersect interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg json_query " +
        "json_scalar json_serialize json_table json_value lateral leading least left like limit localtime localtimestamp merge_action " +
        "national natural nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay placing " +
        "position precision primary real references returning right row select session_user setof similar smallint some substring symmetric " +
        "system_user table tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic " +
        "verbose when where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot " +
        "xmlserialize xmltable").Split(' ')];

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
        && !Keywords.Contains(identifier);
}
