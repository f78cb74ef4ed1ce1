using System.Collections;
using System.Globalization;
using System.Text;

namespace SafeMigrate.Tool.Loading.Assemblies;

/// <summary>Writes values of a running migration as C# expressions.</summary>
internal static class CSharpText
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string text => Quote(text),
        bool flag => flag ? "true" : "false",
        char character => Quote(character.ToString()),
        byte[] bytes => $"new byte[] {{ {string.Join(", ", bytes)} }}",
        DateTime time => string.Create(CultureInfo.InvariantCulture, $"new DateTime({time.Year}, {time.Month}, {time.Day}, {time.Hour}, {time.Minute}, {time.Second})"),
        DateTimeOffset time => Of(time.UtcDateTime),
        DateOnly date => Of(date.ToDateTime(TimeOnly.MinValue)),
        Guid guid => $"new Guid({Quote(guid.ToString())})",
        Enum name => $"{name.GetType().Name}.{name}",
        sbyte or byte or short or ushort or int => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        uint or long or ulong => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture) + "L",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "m",
        double number when double.IsFinite(number) => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        float number when float.IsFinite(number) => number.ToString("R", CultureInfo.InvariantCulture) + "f",
        IEnumerable items when value.GetType().IsArray => $"new[] {{ {string.Join(", ", items.Cast<object?>().Select(Of))} }}",
        IFormattable other => Quote(other.ToString(null, CultureInfo.InvariantCulture)),
        _ => Quote(value.ToString() ?? ""),
    };

    /// <summary>A string literal whose lines are those of the text, so that SQL stays readable.</summary>
    public static string Quote(string text) => "@\"" + text.Replace("\"", "\"\"") + "\"";

    /// <summary>A row, whose columns need not be names of C#.</summary>
    public static string Row(IEnumerable<KeyValuePair<string, object?>> columns, Func<object?, string> write) =>
        $"new Dictionary<string, object> {{ {string.Join(", ", columns.Select(column => $"[{Quote(column.Key)}] = {write(column.Value)}"))} }}";

    /// <summary>A migration class with its two methods.</summary>
    public static string Class(IEnumerable<string> attributes, string name, string parameter, IEnumerable<string> up, IEnumerable<string> down)
    {
        var code = new StringBuilder();
        foreach (var attribute in attributes)
            code.Append('[').Append(attribute).Append("]\n");
        code.Append("public class ").Append(name).Append(" : Migration\n{\n");
        Method("Up", up);
        code.Append('\n');
        Method("Down", down);
        return code.Append("}\n").ToString();

        void Method(string method, IEnumerable<string> statements)
        {
            code.Append("    public override void ").Append(method).Append('(').Append(parameter).Append(")\n    {\n");
            foreach (var statement in statements)
                code.Append("        ").Append(statement).Append(";\n");
            code.Append("    }\n");
        }
    }
}
