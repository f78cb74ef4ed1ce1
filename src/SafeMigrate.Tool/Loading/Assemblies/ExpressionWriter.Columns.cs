using System.Data;
using System.Globalization;

namespace SafeMigrate.Tool.Loading.Assemblies;

internal sealed partial class ExpressionWriter
{
    private static string CreateTable(object expression)
    {
        var columns = expression.Items("Columns").Select(column => $".WithColumn({Name(column, "Name")}){Type(column)}{Options(column)}");
        return $"Create.Table({TableOf(expression)}{(expression.Flag("IfNotExists") ? ".IfNotExists()" : "")}{string.Concat(columns)}";
    }

    private static string Type(object column)
    {
        if (column.Get("Type") is not DbType type)
            return $".AsCustom({Name(column, "CustomType")})";
        var call = type switch
        {
            DbType.AnsiString => "AsAnsiString",
            DbType.AnsiStringFixedLength => "AsFixedLengthAnsiString",
            DbType.String => "AsString",
            DbType.StringFixedLength => "AsFixedLengthString",
            DbType.Single => "AsFloat",
            _ => "As" + type,
        };
        var sizes = new[] { column.Get("Size"), column.Get("Precision") }.TakeWhile(size => size is not null).Select(size => Convert.ToString(size, CultureInfo.InvariantCulture)!);
        var collation = column.Text("CollationName") is { } name ? [CSharpText.Quote(name)] : Array.Empty<string>();
        return $".{call}({string.Join(", ", sizes.Concat(collation))})";
    }

    // Unique(), Indexed() and ForeignKey() have become expressions of their own.
    private static string Options(object column) => string.Concat(
        Nullability(column),
        column.Flag("IsPrimaryKey") ? $".PrimaryKey({Optional(column.Text("PrimaryKeyName"))})" : "",
        column.Flag("IsIdentity") ? ".Identity()" : "",
        HasDefault(column) ? $".WithDefaultValue({Value(column.Get("DefaultValue"))})" : "",
        column.Text("Expression") is { } sql ? $".Computed({CSharpText.Quote(sql)}, {CSharpText.Of(column.Flag("ExpressionStored"))})" : "");

    private static string Nullability(object column) => column.Get("IsNullable") switch
    {
        true => ".Nullable()",
        false => ".NotNullable()",
        _ => "",
    };

    private static bool HasDefault(object column) => column.Get("DefaultValue")?.GetType().Name != "UndefinedDefaultValue";

    // FluentMigrator has no call that changes a default alone; the reader takes this one for what Alter.Column(...).WithDefaultValue(...) adds.
    private static string AlterDefault(object expression) =>
        $"Alter.Default({Name(expression, "ColumnName")}).OnTable({TableOf(expression)}.WithDefaultValue({Value(expression.Get("DefaultValue"))})";

    private static string Value(object? value) => value switch
    {
        Enum method when method.GetType().Name == "SystemMethods" => $"SystemMethods.{method}",
        { } raw when raw.GetType().Name == "RawSql" => $"RawSql.Insert({Name(raw, "Value")})",
        _ => CSharpText.Of(value),
    };
}
