using SafeMigrate.Analyzers.CSharp;
using SafeMigrate.Postgres;

namespace SafeMigrate.Analyzers.FluentMigrator;

/// <summary>The column types that FluentMigrator writes: its PostgresTypeMap and SqlServer2008TypeMap.</summary>
internal static class TypeMap
{
    private const int MaximumVarchar = 10_485_760;

    /// <summary>The type of an <c>AsX()</c> call; null for a call that is none, and for a type that is not in the source.</summary>
    public static DataType? Of(Call call, Dialect dialect)
    {
        var size = Number(call, 0, "size");
        var precision = Number(call, 1, "precision");
        if (call.Name == "AsCustom")
            return call.At(0, "customType")?.Value is Text custom ? Custom(custom.Content, dialect) : null;
        return dialect == Dialect.Postgres ? Postgres(call.Name, size, precision) : SqlServer(call.Name, size, precision);
    }

    /// <summary>A type as SQL spells it.</summary>
    public static DataType Custom(string sql, Dialect dialect)
    {
        if (dialect == Dialect.Postgres && PostgresReader.ReadType(sql) is { } type)
            return type;
        var open = sql.IndexOf('(');
        return open < 0 || !sql.TrimEnd().EndsWith(")", StringComparison.Ordinal)
            ? new DataType(sql.Trim().ToLowerInvariant())
            : new DataType(sql.Substring(0, open).Trim().ToLowerInvariant(), [.. sql.TrimEnd().TrimEnd(')').Substring(open + 1).Split(',').Select(each => each.Trim())]);
    }

    private static int? Number(Call call, int index, string name) => call.At(index, name)?.Value is Literal { Of: int number } ? number : null;

    private static DataType? Postgres(string name, int? size, int? precision) => name switch
    {
        "AsAnsiString" or "AsString" => size is null or > MaximumVarchar ? new("text") : Sized("character varying", size),
        "AsFixedLengthAnsiString" or "AsFixedLengthString" => Sized("character", size),
        "AsBinary" => new("bytea"),
        "AsBoolean" => new("boolean"),
        "AsByte" or "AsInt16" => new("smallint"),
        "AsInt32" => new("integer"),
        "AsInt64" => new("bigint"),
        "AsCurrency" => new("money"),
        "AsDate" => new("date"),
        "AsDateTime" or "AsDateTime2" => new("timestamp without time zone"),
        "AsDateTimeOffset" => Sized("timestamp with time zone", size),
        "AsDecimal" => new("numeric", [$"{size ?? 19}", $"{precision ?? 5}"]),
        "AsDouble" => new("double precision"),
        "AsFloat" => new("real"),
        "AsGuid" => new("uuid"),
        "AsTime" => new("time without time zone"),
        "AsXml" => new("xml"),
        _ => null,
    };

    private static DataType? SqlServer(string name, int? size, int? precision) => name switch
    {
        "AsAnsiString" => new("varchar", [size > 8000 ? "max" : $"{size ?? 255}"]),
        "AsString" => new("nvarchar", [size > 4000 ? "max" : $"{size ?? 255}"]),
        "AsFixedLengthAnsiString" => Sized("char", size),
        "AsFixedLengthString" => Sized("nchar", size),
        "AsBinary" => new("varbinary", [size > 8000 ? "max" : $"{size ?? 8000}"]),
        "AsBoolean" => new("bit"),
        "AsByte" => new("tinyint"),
        "AsInt16" => new("smallint"),
        "AsInt32" => new("int"),
        "AsInt64" => new("bigint"),
        "AsCurrency" => new("money"),
        "AsDate" => new("date"),
        "AsDateTime" => new("datetime"),
        "AsDateTime2" => new("datetime2"),
        "AsDateTimeOffset" => Sized("datetimeoffset", size),
        "AsDecimal" => new("decimal", [$"{size ?? 19}", $"{precision ?? 5}"]),
        "AsDouble" => new("double precision"),
        "AsFloat" => new("real"),
        "AsGuid" => new("uniqueidentifier"),
        "AsTime" => new("time"),
        "AsXml" => new("xml"),
        _ => null,
    };

    private static DataType Sized(string name, int? size) => size is null ? new(name) : new(name, [$"{size}"]);
}
