using System.Text.RegularExpressions;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>Which casts of PostgreSQL take every value.</summary>
internal static class Conversion
{
    // Each type with those that hold all its values, by the server's own casts.
    private static readonly Dictionary<string, string[]> Wider = new()
    {
        ["smallint"] = ["integer", "bigint", "numeric", "real", "double precision"],
        ["integer"] = ["bigint", "numeric", "double precision", "oid"],
        ["bigint"] = ["numeric"],
        ["real"] = ["double precision"],
        ["date"] = ["timestamp without time zone", "timestamp with time zone"],
        ["json"] = [],
        ["character varying"] = ["character varying", "text"],
        ["character"] = ["character varying", "text"],
    };

    private static readonly Regex Zoned = new(
        """^\(*(?:(?<column>\w+|"[^"]+") AT TIME ZONE '(?<zone>[^']+)'|timezone\('(?<zone>[^']+)', ?(?<column>\w+|"[^"]+")\))\)*$""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>True where the server's cast asks the session for its TimeZone, so that two sessions convert one value to two.</summary>
    public static bool DependsOnTimeZone(DataType from, DataType to) => HasZone(from) != HasZone(to);

    /// <summary>The conversion of a column's date or timestamp as a session does it whose TimeZone is <paramref name="zone"/>; null for other types.</summary>
    public static Expression? InZone(string column, DataType from, DataType to, string zone)
    {
        var (value, at) = (PostgresIdentifier.Quote(column), $" AT TIME ZONE '{zone.Replace("'", "''")}'");
        return (from.Name, to.Name) switch
        {
            ("timestamp without time zone", "timestamp with time zone") or ("timestamp with time zone", "timestamp without time zone") => Of(value + at),
            ("date", "timestamp with time zone") => Of($"{value}::timestamp{at}"),
            ("timestamp with time zone", "date") => Of($"({value}{at})::date"),
            _ => null,
        };

        Expression Of(string sql) => new(sql) { Columns = [column] };
    }

    /// <summary>The zone of <c>column AT TIME ZONE 'zone'</c> and <c>timezone('zone', column)</c>; null for other expressions.</summary>
    public static string? ZoneOf(Expression expression, string column)
    {
        var match = Zoned.Match(expression.Sql);
        return match.Success && match.Groups["column"].Value is var named && (named == PostgresIdentifier.Quote(column) || named.ToLowerInvariant() == column)
            ? match.Groups["zone"].Value
            : null;
    }

    /// <summary>True where every value of <paramref name="from"/> converts to <paramref name="to"/> without an error.</summary>
    public static bool NeverFails(DataType from, DataType to)
    {
        if (from == to)
            return true;
        if (from.ArrayDimensions != to.ArrayDimensions || to.Modifiers.Count > 0)
            return false;
        return to is { Name: "text" or "character varying", Schema: null, ArrayDimensions: 0 }
            || Wider.TryGetValue(from.Name, out var wider) && wider.Contains(to.Name);
    }

    private static bool HasZone(DataType type) => type.Name is "timestamp with time zone" or "time with time zone";
}
