namespace SafeMigrate.Locks;

/// <summary>Whether a new length, precision or scale is free: the rules of the length coercions' support functions.</summary>
internal static class TypeModifier
{
    private const int MaximumPrecision = 6;

    // From the coarsest to the finest: an interval keeps everything down to its last field.
    private static readonly string[] fields = ["year", "month", "day", "hour", "minute", "second"];

    /// <summary>True where the server knows that every value of <paramref name="from"/> satisfies the modifiers of <paramref name="to"/>.</summary>
    public static bool Allows(DataType from, DataType to) => to.Name switch
    {
        // A length change of char pads every value; there is no support function for char and bit.
        "character" or "bpchar" or "bit" => to.Name == "bpchar" || Same(from, to),
        "character varying" or "bit varying" => to.Modifiers.Count == 0
            || (from.Name == to.Name && from.Modifiers.Count > 0 && Number(from, 0) <= Number(to, 0)),
        "numeric" => to.Modifiers.Count == 0
            || (from.Modifiers.Count > 0 && Number(from, 1) == Number(to, 1) && Number(from, 0) <= Number(to, 0)),
        _ when IsInterval(to) => LastField(from) <= LastField(to) && Precision(from) <= Precision(to),
        _ when IsTime(to) => Precision(from) <= Precision(to),
        _ => to.Modifiers.Count == 0 || Same(from, to),
    };

    /// <summary>True where every value fits, whether or not the server rewrites the table.</summary>
    public static bool Widens(DataType from, DataType to) => to.Name switch
    {
        "character" or "bit varying" or "bit" or "character varying" =>
            to.Modifiers.Count == 0 || (from.Modifiers.Count > 0 && Number(from, 0) <= Number(to, 0)),
        "numeric" => to.Modifiers.Count == 0 || (from.Modifiers.Count > 0 && Number(from, 1) <= Number(to, 1)
            && Number(from, 0) - Number(from, 1) <= Number(to, 0) - Number(to, 1)),
        _ => Allows(from, to),
    };

    /// <summary>The modifier at <paramref name="index"/>, 0 where it is not written.</summary>
    public static int Number(DataType type, int index) =>
        index < type.Modifiers.Count && int.TryParse(type.Modifiers[index], out var number) ? number : 0;

    public static bool IsInterval(DataType type) => type.ArrayDimensions == 0 && type.Name.StartsWith("interval", StringComparison.Ordinal);

    private static bool IsTime(DataType type) => type.Name.StartsWith("time", StringComparison.Ordinal);

    private static bool Same(DataType from, DataType to) => from.Modifiers.Equals(to.Modifiers);

    private static int Precision(DataType type) =>
        type.Modifiers.Count == 0 ? MaximumPrecision : Math.Min(Number(type, 0), MaximumPrecision);

    private static int LastField(DataType type)
    {
        var last = type.Name.Substring(type.Name.LastIndexOf(' ') + 1);
        return Array.IndexOf(fields, last) is >= 0 and var found ? found : fields.Length - 1;
    }
}
