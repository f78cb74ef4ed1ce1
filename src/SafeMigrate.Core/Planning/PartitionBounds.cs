using System.Text.RegularExpressions;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>What a partition's bound says of its rows, as a condition that the server recognises as the same.</summary>
internal static class PartitionBounds
{
    /// <summary>The condition; null for what is not a range or list over one column, and for bounds that cannot be taken apart.</summary>
    /// <param name="key"><c>RANGE (created_at)</c>.</param>
    /// <param name="bound"><c>FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')</c>.</param>
    public static string? Condition(string key, string bound)
    {
        var parts = Regex.Match(key, @"^\s*(RANGE|LIST)\s*\(\s*(""(?:[^""]|"""")+""|[a-z_][\w$]*)\s*\)\s*$", RegexOptions.IgnoreCase);
        if (!parts.Success)
            return null;
        var column = parts.Groups[2].Value;
        return parts.Groups[1].Value.ToUpperInvariant() == "RANGE" ? Range(column, bound) : List(column, bound);
    }

    private static string? Range(string column, string bound)
    {
        var ends = Regex.Match(bound, @"^\s*FOR\s+VALUES\s+FROM\s*\((.*)\)\s*TO\s*\((.*)\)\s*$", RegexOptions.IgnoreCase | RegexOptions.Singleline);
        if (!ends.Success || Constant(ends.Groups[1].Value) is not { } from || Constant(ends.Groups[2].Value) is not { } to)
            return null;
        return $"{column} IS NOT NULL" + (from == "MINVALUE" ? "" : $" AND {column} >= {from}") + (to == "MAXVALUE" ? "" : $" AND {column} < {to}");
    }

    private static string? List(string column, string bound)
    {
        var values = Regex.Match(bound, @"^\s*FOR\s+VALUES\s+IN\s*\((.*)\)\s*$", RegexOptions.IgnoreCase | RegexOptions.Singleline);
        if (!values.Success || PostgresReader.ReadExpression($"ARRAY[{values.Groups[1].Value}]") is not { IsConstant: true })
            return null;
        var list = values.Groups[1].Value;
        return Regex.IsMatch(list, @"\bNULL\b", RegexOptions.IgnoreCase) ? null : $"{column} IS NOT NULL AND {column} IN ({list})";
    }

    private static string? Constant(string sql) => sql.Trim().ToUpperInvariant() is "MINVALUE" or "MAXVALUE"
        ? sql.Trim().ToUpperInvariant()
        : PostgresReader.ReadExpression(sql) is { IsConstant: true } ? sql.Trim() : null;
}
