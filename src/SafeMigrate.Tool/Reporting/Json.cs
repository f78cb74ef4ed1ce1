using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SafeMigrate.Tool.Reporting;

/// <summary>Writes JSON as text, with SQL left readable: &lt;, &gt; and quotes in it are not escaped more than JSON asks for.</summary>
internal static class Json
{
    public static void Write(TextWriter output, bool indented, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };
        using (var json = new Utf8JsonWriter(buffer, options))
            write(json);
        output.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        output.Write('\n');
    }

    /// <summary>An array of strings.</summary>
    public static void WriteStrings(this Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
