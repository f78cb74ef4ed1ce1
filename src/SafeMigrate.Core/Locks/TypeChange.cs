using SafeMigrate.Operations;

namespace SafeMigrate.Locks;

/// <summary>
/// What ALTER COLUMN TYPE costs on PostgreSQL 14 to 18. The server keeps the rows as they are only where the new type stores the same bytes and
/// the new modifier forbids nothing that the old one allowed (ATColumnChangeRequiresRewrite and the types' support functions).
/// </summary>
public static class TypeChange
{
    // Casts WITHOUT FUNCTION of pg_cast, in families whose members all store the same bytes.
    private static readonly string[][] sameBytes =
    [
        ["text", "character varying"],
        ["integer", "oid", "regclass", "regtype", "regproc", "regprocedure", "regoper", "regoperator", "regrole", "regnamespace",
            "regconfig", "regdictionary", "regcollation"],
        ["bit", "bit varying"],
        ["citext", "text", "character varying"],
    ];

    // Casts WITHOUT FUNCTION that the other way need one.
    private static readonly (string From, string To)[] sameBytesOneWay =
    [
        ("cidr", "inet"), ("xml", "text"), ("xml", "character varying"), ("xml", "bpchar"), ("text", "bpchar"), ("character varying", "bpchar"),
        ("citext", "bpchar"),
    ];

    // The same operator class sorts both, so indexes stay as they are.
    private static readonly string[][] sameIndex =
    [
        ["text", "character varying"],
        ["inet", "cidr"],
        ["oid", "regclass", "regtype", "regproc", "regprocedure", "regoper", "regoperator", "regrole", "regnamespace", "regconfig",
            "regdictionary", "regcollation"],
    ];

    /// <summary>
    /// True where every row and every index of the table is written anew. A type that is not built in, and a USING that computes, count as a
    /// rewrite: the server may know better (a domain without constraints), but a missed rewrite is an outage.
    /// </summary>
    /// <param name="change">The change.</param>
    /// <param name="from">The column's type before it.</param>
    /// <param name="sessionTimeZoneIsUtc">True where TimeZone is UTC, which makes timestamp and timestamptz the same bytes.</param>
    public static bool Rewrites(ChangeColumnType change, DataType from, bool sessionTimeZoneIsUtc = false) =>
        !IsPlainCast(change) || Rewrites(from, change.Type, sessionTimeZoneIsUtc);

    /// <inheritdoc cref="Rewrites(ChangeColumnType, DataType, bool)"/>
    /// <param name="from">The column's type before the change.</param>
    /// <param name="to">The new type.</param>
    /// <param name="sessionTimeZoneIsUtc">True where TimeZone is UTC, which makes timestamp and timestamptz the same bytes.</param>
    public static bool Rewrites(DataType from, DataType to, bool sessionTimeZoneIsUtc = false)
    {
        if (SameType(from, to))
            return false;
        if (IsArray(from) || IsArray(to))
            return !(SameName(from, to) && IsArray(from) && IsArray(to) && to.Modifiers.Count == 0);
        if (TypeModifier.IsInterval(from) && TypeModifier.IsInterval(to))
            return !TypeModifier.Allows(from, to);
        if (SameName(from, to) && from.Schema == to.Schema)
            return !TypeModifier.Allows(from, to);
        if (from.Schema is not (null or "pg_catalog") || to.Schema is not (null or "pg_catalog"))
            return true;
        if (IsTimestamp(from) && IsTimestamp(to))
            return !sessionTimeZoneIsUtc || !TypeModifier.Allows(from, to);

        // A cast without a function, then the new length: which a value of another type cannot have promised.
        return !StoresSameBytes(from.Name, to.Name) || to.Modifiers.Count > 0;
    }

    /// <summary>True where indexes on the column are built anew although the rows stay: the new type or collation sorts otherwise.</summary>
    /// <param name="from">The column's type before the change.</param>
    /// <param name="to">The new type.</param>
    public static bool RebuildsIndexes(DataType from, DataType to) =>
        !SameName(from, to) && !(TypeModifier.IsInterval(from) && TypeModifier.IsInterval(to))
        && !sameIndex.Any(family => family.Contains(from.Name) && family.Contains(to.Name));

    /// <summary>True where a value of <paramref name="from"/> may not fit: the change fails on such a row, or rounds it.</summary>
    /// <param name="from">The column's type before the change.</param>
    /// <param name="to">The new type.</param>
    public static bool Narrows(DataType from, DataType to)
    {
        if (SameType(from, to))
            return false;
        if (SameName(from, to) || (TypeModifier.IsInterval(from) && TypeModifier.IsInterval(to)))
            return !TypeModifier.Widens(from, to);
        if (NumberRank(from) is > 0 and var old && NumberRank(to) is > 0 and var wanted)
            return wanted < old || (to.Name == "numeric" && to.Modifiers.Count > 0 && !HoldsIntegers(to, old));
        if (IsText(from) && IsText(to))
            return to.Modifiers.Count > 0 && !TypeModifier.Widens(new DataType(to.Name, from.Modifiers), to);
        return !AlwaysFits(from, to);
    }

    /// <summary>True where no USING is written or it only says the cast that the server would make anyway.</summary>
    /// <param name="change">The change.</param>
    public static bool IsPlainCast(ChangeColumnType change)
    {
        if (change.Using is not { } expression)
            return true;
        if (expression.Functions.Count > 0 || expression.Columns.Count != 1 || expression.Columns[0] != change.Column)
            return false;

        // The two spellings of one cast around the bare column.
        var text = expression.Sql.Trim('(', ')', ' ').Replace("\"", "").ToLowerInvariant();
        var column = change.Column.ToLowerInvariant();
        var cast = text == column ? null
            : text.StartsWith(column + "::", StringComparison.Ordinal) ? text.Substring(column.Length + 2)
            : text.StartsWith("cast(" + column + " as ", StringComparison.Ordinal) ? text.Substring(column.Length + 9)
            : "?";
        return cast is null || Bare(cast) == Bare(change.Type.ToString())
            || (Postgres.PostgresReader.ReadType(cast) is { } type && (SameType(type, change.Type) || SameType(type with { Modifiers = change.Type.Modifiers }, change.Type)));
    }

    /// <summary>True where the author goes from one type to the other by way of their text, as from one enum to another: then the same leads back.</summary>
    public static bool IsCastThroughText(ChangeColumnType change)
    {
        if (change.Using is not { Functions.Count: 0, Columns.Count: 1 } expression || expression.Columns[0] != change.Column)
            return false;
        var text = expression.Sql.Replace("(", "").Replace(")", "").Replace(" ", "");
        var column = Postgres.PostgresIdentifier.Quote(change.Column);
        return new[] { "text", "varchar" }.Select(type => $"{column}::{type}::").FirstOrDefault(start => text.StartsWith(start, StringComparison.OrdinalIgnoreCase)) is { } found
            && Postgres.PostgresReader.ReadType(text.Substring(found.Length)) is { } to && SameType(to, change.Type);
    }

    private static string Bare(string type) => new(type.Where(c => !char.IsWhiteSpace(c) && c is not '(' and not ')').ToArray());

    private static bool StoresSameBytes(string from, string to) =>
        sameBytes.Any(family => family.Contains(from) && family.Contains(to)) || sameBytesOneWay.Contains((from, to));

    private static bool SameType(DataType from, DataType to) =>
        Element(from) == Element(to) && IsArray(from) == IsArray(to);

    private static DataType Element(DataType type) => type with { ArrayDimensions = 0 };

    private static bool SameName(DataType from, DataType to) => from.Name == to.Name || (IsCharacter(from) && IsCharacter(to));

    private static bool IsCharacter(DataType type) => type.Name is "character" or "bpchar";

    private static bool IsArray(DataType type) => type.ArrayDimensions > 0;

    private static bool IsTimestamp(DataType type) => type.Name is "timestamp without time zone" or "timestamp with time zone";

    private static bool IsText(DataType type) =>
        type is { Schema: null, ArrayDimensions: 0, Name: "text" or "character varying" or "character" or "bpchar" or "citext" };

    private static bool AlwaysFits(DataType from, DataType to) =>
        to.ArrayDimensions == 0 && to.Modifiers.Count == 0 && (IsText(to)
            || (from.Name, to.Name) is ("cidr", "inet") or ("json", "jsonb") or ("jsonb", "json") or ("bit", "bit varying") or ("date", "timestamp without time zone")
            || (IsTimestamp(from) && IsTimestamp(to)) || StoresSameBytes(from.Name, to.Name));

    private static int NumberRank(DataType type) => type.ArrayDimensions > 0 ? 0 : type.Name switch
    {
        "smallint" => 1,
        "integer" => 2,
        "bigint" => 3,
        "real" => 4,
        "double precision" => 5,
        "numeric" => 6,
        _ => 0,
    };

    // 5, 10 and 19 digits are what the three integer types can need.
    private static bool HoldsIntegers(DataType numeric, int rank) =>
        rank <= 3 && TypeModifier.Number(numeric, 0) - TypeModifier.Number(numeric, 1) >= rank switch { 1 => 5, 2 => 10, _ => 19 };
}
