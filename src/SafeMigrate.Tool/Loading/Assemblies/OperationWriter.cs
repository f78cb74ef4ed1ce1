using System.Collections;

namespace SafeMigrate.Tool.Loading.Assemblies;

/// <summary>Writes EF Core's operations as the calls of MigrationBuilder that make them; its parameters are the operations' properties by other names.</summary>
internal static class OperationWriter
{
    private static readonly Dictionary<string, string> Parameters = new(StringComparer.Ordinal)
    {
        ["ColumnType"] = "type",
        ["IsNullable"] = "nullable",
        ["IsUnicode"] = "unicode",
        ["IsFixedLength"] = "fixedLength",
        ["IsRowVersion"] = "rowVersion",
        ["IsStored"] = "stored",
        ["IsUnique"] = "unique",
        ["IsDescending"] = "descending",
        ["IsCyclic"] = "cyclic",
    };

    private static readonly HashSet<string> NotParameters = ["IsDestructiveChange", "ClrType", "OldColumn", "OldTable", "OldSequence", "OldDatabase", "Item", "IsReadOnly"];

    public static string Write(object operation)
    {
        var kind = operation.GetType().Name.Replace("Operation", "");
        return kind switch
        {
            "CreateTable" => CreateTable(operation),
            "AddColumn" => $"migrationBuilder.AddColumn<{Clr(operation)}>({Arguments(operation)}){Annotations(operation, "Annotation")}",
            "AlterColumn" => AlterColumn(operation),
            "CreateSequence" => $"migrationBuilder.CreateSequence<{Clr(operation)}>({Arguments(operation)})",
            "AddCheckConstraint" => $"migrationBuilder.AddCheckConstraint({Arguments(operation)})",
            "Sql" => $"migrationBuilder.Sql({CSharpText.Of(operation.Get("Sql"))}, suppressTransaction: {CSharpText.Of(operation.Flag("SuppressTransaction"))})",
            "InsertData" or "UpdateData" or "DeleteData" => $"migrationBuilder.{kind}({Arguments(operation, "ColumnTypes", "KeyColumnTypes")})",
            _ => $"migrationBuilder.{kind}({Arguments(operation)}){Annotations(operation, "Annotation")}",
        };
    }

    private static string AlterColumn(object operation)
    {
        var old = operation.Get("OldColumn")!;
        var before = Pairs(old).Select(pair => $"old{char.ToUpperInvariant(pair.Name[0])}{pair.Name[1..]}: {pair.Value}").Append($"oldClrType: typeof({Clr(old)})");
        return $"migrationBuilder.AlterColumn<{Clr(operation)}>({Arguments(operation)}, {string.Join(", ", before)}){Annotations(operation, "Annotation")}{Annotations(old, "OldAnnotation")}";
    }

    private static string CreateTable(object operation)
    {
        var columns = operation.Items("Columns").Select((column, i) => $"c{i} = table.Column<{Clr(column)}>({Arguments(column, "Table", "Schema")}){Annotations(column, "Annotation")}");
        var names = operation.Items("Columns").Select((column, i) => (Name: column.Text("Name")!, Property: $"c{i}")).ToDictionary(each => each.Name, each => each.Property);
        return $"migrationBuilder.CreateTable({Arguments(operation)}, columns: table => new {{ {string.Join(", ", columns)} }}, constraints: table => {{ {string.Concat(Constraints(operation, names))} }})";
    }

    private static IEnumerable<string> Constraints(object table, Dictionary<string, string> names)
    {
        if (table.Get("PrimaryKey") is { } key)
            yield return $"table.PrimaryKey({CSharpText.Of(key.Get("Name"))}, {Columns(key, names)}); ";
        foreach (var unique in table.Items("UniqueConstraints"))
            yield return $"table.UniqueConstraint({CSharpText.Of(unique.Get("Name"))}, {Columns(unique, names)}); ";
        foreach (var check in table.Items("CheckConstraints"))
            yield return $"table.CheckConstraint({CSharpText.Of(check.Get("Name"))}, {CSharpText.Of(check.Get("Sql"))}); ";
        foreach (var foreign in table.Items("ForeignKeys"))
            yield return $"table.ForeignKey({Arguments(foreign, "Table", "Schema", "Columns", "PrincipalColumns")}, columns: {Columns(foreign, names)}, principalColumns: {CSharpText.Of(foreign.Get("PrincipalColumns"))}); ";
    }

    private static string Columns(object constraint, Dictionary<string, string> names) =>
        $"x => new {{ {string.Join(", ", constraint.Names("Columns").Select(column => "x." + names.GetValueOrDefault(column, column)))} }}";

    private static string Clr(object operation) => operation.Get("ClrType") is Type type ? Nullable.GetUnderlyingType(type)?.Name ?? type.Name : "object";

    private static string Annotations(object operation, string call)
    {
        var annotations = operation.GetType().GetMethod("GetAnnotations")?.Invoke(operation, null) as IEnumerable;
        return string.Concat((annotations ?? Array.Empty<object>()).Cast<object>().Select(each => $".{call}({CSharpText.Of(each.Get("Name"))}, {Annotation(each.Get("Value"))})"));
    }

    private static string Annotation(object? value) => value is Enum name ? $"{name.GetType().Name}.{name}" : CSharpText.Of(value);

    private static string Arguments(object operation, params string[] without) =>
        string.Join(", ", Pairs(operation).Where(pair => !without.Contains(pair.Property)).Select(pair => $"{pair.Name}: {pair.Value}"));

    private static IEnumerable<(string Property, string Name, string Value)> Pairs(object operation)
    {
        foreach (var property in operation.GetType().GetProperties().Where(each => each.GetIndexParameters().Length == 0 && !NotParameters.Contains(each.Name)))
        {
            if (property.GetValue(operation) is { } value && Simple(value))
                yield return (property.Name, Parameters.GetValueOrDefault(property.Name) ?? char.ToLowerInvariant(property.Name[0]) + property.Name[1..], Of(value));
        }
    }

    private static bool Simple(object value) => value is string or bool or char or Enum or IFormattable or byte[]
        || (value is Array items && items.Cast<object?>().All(item => item is null || Simple(item)));

    private static string Of(object value) => value is object?[,] rows ? Rows(rows) : CSharpText.Of(value);

    private static string Rows(object?[,] rows)
    {
        var lines = Enumerable.Range(0, rows.GetLength(0)).Select(row => $"{{ {string.Join(", ", Enumerable.Range(0, rows.GetLength(1)).Select(column => CSharpText.Of(rows[row, column])))} }}");
        return $"new object[,] {{ {string.Join(", ", lines)} }}";
    }
}
