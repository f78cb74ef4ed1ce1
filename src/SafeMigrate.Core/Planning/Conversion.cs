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

    /// <summary>True where the server's cast asks the session for its TimeZone, so that two sessions convert one value to two.</summary>
    public static bool DependsOnTimeZone(DataType from, DataType to) => HasZone(from) != HasZone(to);

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
