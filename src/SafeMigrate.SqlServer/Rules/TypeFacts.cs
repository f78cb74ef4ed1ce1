using System.Globalization;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>What a change of type costs.</summary>
internal static class TypeFacts
{
    /// <summary>Types of which no default can be kept beside the table: their columns are written row by row on every edition.</summary>
    public static bool IsLarge(DataType type) =>
        IsMax(type) || type.Name is "text" or "ntext" or "image" or "xml" or "geometry" or "geography" or "hierarchyid" or "sql_variant" || type.Schema is not (null or "sys");

    /// <summary>Types with a collation.</summary>
    public static bool IsText(DataType type) => type.Name is "char" or "varchar" or "nchar" or "nvarchar" or "text" or "ntext";

    /// <summary>Types that can be made longer without touching the rows.</summary>
    public static bool CanGrowInPlace(DataType type) => type.Name is "varchar" or "nvarchar" or "varbinary" && !IsMax(type);

    /// <summary>True where only the catalog changes: the same type, or a longer one of variable length, short of (max).</summary>
    public static bool IsMetadataOnly(DataType from, DataType to) =>
        from == to || (from.Name == to.Name && CanGrowInPlace(to) && !IsMax(from) && Length(to) >= Length(from));

    /// <summary>True where values that fit the old type may not fit the new one.</summary>
    public static bool IsNarrower(DataType from, DataType to)
    {
        if (from.Name == to.Name)
            return from.Modifiers.Count > 0 && to.Name != "float" && Shorter(from, to);
        return (Rank(from), Rank(to)) is ( > 0, > 0) and var (old, now) && now < old;
    }

    private static bool Shorter(DataType from, DataType to) => from.Name is "decimal"
        ? Number(to, 0, 18) - Number(to, 1, 0) < Number(from, 0, 18) - Number(from, 1, 0) || Number(to, 1, 0) < Number(from, 1, 0)
        : Length(to) < Length(from);

    private static int Rank(DataType type) => type.Name switch
    {
        "bit" => 1,
        "tinyint" => 2,
        "smallint" => 3,
        "int" => 4,
        "bigint" => 5,
        _ => 0,
    };

    private static bool IsMax(DataType type) => type.Modifiers.Count == 1 && type.Modifiers[0] == "max";

    // A length that is not written is 1 in a column definition.
    private static int Length(DataType type) => IsMax(type) ? int.MaxValue : Number(type, 0, 1);

    private static int Number(DataType type, int index, int otherwise) =>
        index < type.Modifiers.Count && int.TryParse(type.Modifiers[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
