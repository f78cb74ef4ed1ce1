using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SafeMigrate.Runner.Catalog;

/// <summary>Writes a snapshot as JSON, in the form that docs/lint.md describes. What is null, false or empty is left out.</summary>
public static class SnapshotWriter
{
    /// <summary>What the member <c>format</c> says.</summary>
    public const string Format = "safemigrate-snapshot";

    /// <summary>The version of the form.</summary>
    public const int Version = 1;

    /// <summary>The file's bytes, in UTF-8, ending with a line break.</summary>
    /// <param name="snapshot">What to write.</param>
    public static byte[] Write(CatalogSnapshot snapshot)
    {
        using var buffer = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };
        using (var json = new Utf8JsonWriter(buffer, options))
            Write(json, snapshot);
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private static void Write(Utf8JsonWriter json, CatalogSnapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("server", snapshot.ServerVersion);
        json.WriteString("defaultSchema", snapshot.DefaultSchema);
        Text(json, "statisticsSince", snapshot.StatisticsSince?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        List(json, "applied", snapshot.Applied, history =>
        {
            json.WriteString("tool", history.Tool);
            Text(json, "upTo", history.UpTo);
            Texts(json, "versions", history.Versions);
        });
        List(json, "domains", snapshot.Domains, domain => Domain(json, domain));
        List(json, "tables", snapshot.Tables, table => Table(json, table));
        List(json, "views", snapshot.Views, view =>
        {
            Name(json, view.Schema, view.Name);
            json.WriteString("query", view.Query);
        });
        json.WriteEndObject();
    }

    private static void Domain(Utf8JsonWriter json, CatalogDomain domain)
    {
        Name(json, domain.Schema, domain.Name);
        json.WriteString("type", domain.Type);
        Flag(json, "notNull", domain.NotNull);
        List(json, "checks", domain.Checks, check => Object(json, check, "validated"));
    }

    private static void Table(Utf8JsonWriter json, CatalogTable table)
    {
        Name(json, table.Schema, table.Name);
        Number(json, "rows", table.Rows);
        Number(json, "bytes", table.Bytes);
        Number(json, "indexBytes", table.IndexBytes);
        if (table.WritesPerSecond is { } writes)
            json.WriteNumber("writesPerSecond", writes);
        Text(json, "materializedViewQuery", table.Query);
        Flag(json, "unlogged", table.Unlogged);
        Flag(json, "rowSecurity", table.RowSecurity);
        Flag(json, "foreign", table.Foreign);
        Text(json, "partitionBy", table.PartitionBy);
        if (table.PartitionOf is { } of)
        {
            json.WriteStartObject("partitionOf");
            Name(json, of.Schema, of.Name);
            json.WriteString("bound", of.Bound);
            json.WriteEndObject();
        }

        List(json, "inherits", table.Inherits, parent => Name(json, parent.Schema, parent.Name));
        List(json, "columns", table.Columns, column => Column(json, column));
        List(json, "constraints", table.Constraints, constraint => Object(json, constraint, "validated"));
        List(json, "indexes", table.Indexes, index => Object(json, index, "valid"));
        List(json, "dependents", table.Dependents, dependent =>
        {
            json.WriteString("kind", dependent.Kind);
            json.WriteString("name", dependent.Name);
            Text(json, "column", dependent.Column);
        });
    }

    private static void Column(Utf8JsonWriter json, CatalogColumn column)
    {
        json.WriteString("name", column.Name);
        json.WriteString("type", column.Type);
        Flag(json, "notNull", column.NotNull);
        Text(json, column.Generated is null ? "default" : "expression", column.Expression);
        Text(json, "generated", column.Generated);
        Text(json, "identity", column.Identity);
        Text(json, "collation", column.Collation);
        Text(json, "collationSchema", column.CollationSchema);
        Text(json, "comment", column.Comment);
    }

    private static void Object(Utf8JsonWriter json, CatalogObject part, string valid)
    {
        json.WriteString("name", part.Name);
        json.WriteString("definition", part.Definition);
        json.WriteBoolean(valid, part.IsValid);
        Flag(json, "inherited", part.IsInherited);
        Texts(json, "columns", part.Columns);
    }

    private static void Name(Utf8JsonWriter json, string schema, string name)
    {
        json.WriteString("schema", schema);
        json.WriteString("name", name);
    }

    private static void List<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        if (items.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
    }

    private static void Flag(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
            json.WriteBoolean(name, true);
    }
}
