using SafeMigrate.Analyzers.CSharp;
using SafeMigrate.Analyzers.FluentMigrator;

namespace SafeMigrate.Analyzers.EntityFramework;

/// <summary>A column's type: as the migration writes it, else what the provider maps the C# type to.</summary>
internal static class ClrTypes
{
    /// <summary>The type of a Column, AddColumn or AlterColumn call; null where it is not known.</summary>
    public static DataType? Of(Call call, Dialect dialect, string prefix = "")
    {
        if (call.At(-1, prefix.Length == 0 ? "type" : prefix + "Type")?.Value is Text text)
            return TypeMap.Custom(text.Content, dialect);
        var clr = prefix.Length == 0 ? call.TypeArgument : (call.At(-1, prefix + "ClrType")?.Value as Symbol)?.Name.Replace("typeof ", "");
        if (clr is null)
            return null;
        var facets = new Facets(call, prefix);
        var name = clr.TrimEnd('?').Substring(clr.TrimEnd('?').LastIndexOf('.') + 1);
        return dialect == Dialect.Postgres ? Postgres(name, facets) : SqlServer(name, facets);
    }

    private static DataType? Postgres(string clr, Facets facets) => clr switch
    {
        "string" or "String" => facets.Length is null ? new("text") : new(facets.IsFixed ? "character" : "character varying", [$"{facets.Length}"]),
        "int" or "Int32" => new("integer"),
        "long" or "Int64" => new("bigint"),
        "short" or "Int16" or "byte" or "Byte" or "sbyte" => new("smallint"),
        "uint" or "UInt32" => facets.IsRowVersion ? new("xid") : new("bigint"),
        "ulong" or "UInt64" => new("numeric", ["20", "0"]),
        "bool" or "Boolean" => new("boolean"),
        "DateTime" or "DateTimeOffset" => new("timestamp with time zone"),
        "DateOnly" => new("date"),
        "TimeOnly" => new("time without time zone"),
        "TimeSpan" => new("interval"),
        "Guid" => new("uuid"),
        "decimal" or "Decimal" => facets.Precision is null ? new("numeric") : new("numeric", [$"{facets.Precision}", $"{facets.Scale ?? 0}"]),
        "double" or "Double" => new("double precision"),
        "float" or "Single" => new("real"),
        "byte[]" => new("bytea"),
        "char" or "Char" => new("character", ["1"]),
        "JsonDocument" or "JsonElement" => new("jsonb"),
        "string[]" or "List<string>" => new("text") { ArrayDimensions = 1 },
        "int[]" or "List<int>" => new("integer") { ArrayDimensions = 1 },
        "long[]" or "List<long>" => new("bigint") { ArrayDimensions = 1 },
        "Guid[]" or "List<Guid>" => new("uuid") { ArrayDimensions = 1 },
        _ => null,
    };

    private static DataType? SqlServer(string clr, Facets facets) => clr switch
    {
        "string" or "String" => new((facets.IsFixed, facets.IsUnicode) switch
        {
            (true, true) => "nchar",
            (true, false) => "char",
            (false, true) => "nvarchar",
            (false, false) => "varchar",
        }, [facets.Length is null ? "max" : $"{facets.Length}"]),
        "int" or "Int32" => new("int"),
        "long" or "Int64" or "uint" => new("bigint"),
        "short" or "Int16" => new("smallint"),
        "byte" or "Byte" => new("tinyint"),
        "bool" or "Boolean" => new("bit"),
        "DateTime" => new("datetime2"),
        "DateTimeOffset" => new("datetimeoffset"),
        "DateOnly" => new("date"),
        "TimeOnly" or "TimeSpan" => new("time"),
        "Guid" => new("uniqueidentifier"),
        "decimal" or "Decimal" => new("decimal", [$"{facets.Precision ?? 18}", $"{facets.Scale ?? 2}"]),
        "double" or "Double" => new("float"),
        "float" or "Single" => new("real"),
        "byte[]" => facets.IsRowVersion ? new("rowversion") : new("varbinary", [facets.Length is null ? "max" : $"{facets.Length}"]),
        _ => null,
    };

    private readonly struct Facets(Call call, string prefix)
    {
        public int? Length => Number("maxLength");

        public int? Precision => Number("precision");

        public int? Scale => Number("scale");

        public bool IsRowVersion => Named("rowVersion") is Literal { Of: true };

        public bool IsFixed => Named("fixedLength") is Literal { Of: true };

        public bool IsUnicode => Named("unicode") is not Literal { Of: false };

        private int? Number(string name) => Named(name) is Literal { Of: int number } ? number : null;

        private Value? Named(string name) => call.At(-1, prefix.Length == 0 ? name : prefix + char.ToUpperInvariant(name[0]) + name.Substring(1))?.Value;
    }
}
