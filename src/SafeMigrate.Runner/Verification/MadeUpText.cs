using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SafeMigrate.Runner.Verification;

/// <summary>Values for columns of which nothing is known but their type, as text without a type: as drivers send them, and as a column takes them whose type changes meanwhile.</summary>
internal static class MadeUpText
{
    // From 2020 to either end of the calendar, about.
    private const int DaysAfter = 2_900_000;
    private const int DaysBefore = 700_000;

    /// <summary>The value of a number; null where none can be made up.</summary>
    public static string? Of(DataType type, long number) => type.ArrayDimensions > 0
        ? Plain(type, number) is { } item ? "{\"" + item.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"}" : "{}"
        : Plain(type, number);

    /// <summary>True where each number has a value of its own.</summary>
    public static bool IsFresh(DataType type) => type.Name switch
    {
        "integer" or "bigint" or "real" or "double precision" or "oid" or "text" or "citext" or "name" or "uuid" or "bytea" or "json" or "jsonb"
            or "date" or "timestamp without time zone" or "timestamp with time zone" or "inet" or "ltree" or "tsvector" or "xml" or "macaddr" => true,
        "character varying" or "character" => type.Modifiers.Count == 0 || Length(type) >= 8,
        "numeric" => type.Modifiers.Count == 0 || Digits(type) >= 7,
        _ => false,
    };

    private static string? Plain(DataType type, long number) => type.Name switch
    {
        // Rows that were there have small numbers, writers' rows the negative ones.
        "smallint" => Text(number is > -30_000 and < 30_000 ? number : -32_768 + (number / RowsOfDatabase.FirstWritten % 2 * 16_000) + (Math.Abs(number) % 16_000)),
        "integer" or "bigint" or "real" or "double precision" => Text(number),
        "pg_lsn" => "0/" + Math.Abs(number).ToString("X", CultureInfo.InvariantCulture),
        "oid" or "xid" or "cid" => Text(Math.Abs(number)),
        "numeric" => Text(type.Modifiers.Count == 0 || Digits(type) >= 7 ? number : number % (long)Math.Pow(10, Math.Max(0, Digits(type)))),
        "money" => Text(number % 1000),
        "text" or "citext" or "name" => "text " + Text(number),
        "character varying" or "character" => type.Modifiers.Count == 0 ? "text " + Text(number) : Short(number, Length(type)),
        "\"char\"" => "c",
        "boolean" => number % 2 == 0 ? "true" : "false",
        "uuid" => new Guid(Hash(number)).ToString(),
        "date" => Day(number),
        "timestamp without time zone" => Moment(number),
        "timestamp with time zone" => Moment(number) + "+00",
        "time without time zone" or "time with time zone" => TimeOnly.MinValue.AddMinutes(Math.Abs(number) % 1440).ToString("HH:mm", CultureInfo.InvariantCulture),
        _ when type.Name.StartsWith("interval", StringComparison.Ordinal) => Text(Math.Abs(number) % 1000) + " days",
        "json" or "jsonb" => $"{{\"number\": {Text(number)}}}",
        "xml" => $"<number>{Text(number)}</number>",
        "bytea" => "\\x" + Convert.ToHexString(Encoding.ASCII.GetBytes(Text(number))),
        "inet" or "cidr" => $"10.{Math.Abs(number) >> 16 & 255}.{Math.Abs(number) >> 8 & 255}.{Math.Abs(number) & 255}",
        "macaddr" => $"08:00:{(number < 0 ? 1 : 0):x2}:{Math.Abs(number) >> 16 & 255:x2}:{Math.Abs(number) >> 8 & 255:x2}:{Math.Abs(number) & 255:x2}",
        "bit" => Bits(number, Length(type, 1)),
        "bit varying" => Bits(number, Math.Min(8, Length(type, 8))),
        "tsvector" => $"text{Text(Math.Abs(number))}{(number < 0 ? "b" : "")}",
        "tsquery" => "text",
        "ltree" => $"text{Text(Math.Abs(number))}{(number < 0 ? "b" : "")}",
        "hstore" => $"number=>{Text(Math.Abs(number))}",
        "point" => "(1,2)",
        "box" or "lseg" or "path" or "polygon" => "(1,2),(3,4)",
        "line" => "{1,2,3}",
        "circle" => "<(1,2),3>",
        "int4range" or "int8range" or "numrange" => $"[{Text(number)},{Text(number + 1)})",
        "daterange" => $"[{Day(number)},{Day(number + 1)})",
        "tsrange" => $"[{Moment(number)},{Moment(number + 1)})",
        "tstzrange" => $"[{Moment(number)}+00,{Moment(number + 1)}+00)",
        "int4multirange" or "int8multirange" or "nummultirange" or "datemultirange" or "tsmultirange" or "tstzmultirange" => "{}",
        "vector" or "halfvec" => "[" + string.Join(",", Enumerable.Repeat("1", Length(type, 3))) + "]",
        _ => null,
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(long number) =>
        new DateOnly(2020, 1, 1).AddDays((int)(number < 0 ? number % DaysBefore : number % DaysAfter)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Moment(long number) => new DateTime(2020, 1, 1).AddMinutes(number).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Short(long number, int length) => length switch
    {
        >= 13 => "text " + Text(number),
        >= 8 => Text(number),
        _ => Convert.ToHexString(Hash(number)).ToLowerInvariant()[..length],
    };

    private static string Bits(long number, int length) => Convert.ToString(Math.Abs(number) & ((1L << Math.Min(length, 16)) - 1), 2).PadLeft(length, '0');

    private static byte[] Hash(long number) => MD5.HashData(Encoding.ASCII.GetBytes(Text(number)));

    private static int Length(DataType type, int other = int.MaxValue) => type.Modifiers.Count > 0 && int.TryParse(type.Modifiers[0], out var length) ? length : other;

    private static int Digits(DataType type) => Length(type) - (type.Modifiers.Count > 1 && int.TryParse(type.Modifiers[1], out var scale) ? scale : 0);
}
