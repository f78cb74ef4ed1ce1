using System.Globalization;
using System.Text.Json;

namespace SafeMigrate.Runner.Catalog;

/// <summary>Reads what <see cref="SnapshotWriter"/> wrote.</summary>
public static class SnapshotReader
{
    /// <summary>The snapshot in a file's bytes.</summary>
    /// <param name="utf8">The file.</param>
    /// <exception cref="InvalidDataException">It is no snapshot, or one of another version; the message says where and what to do, and not the file.</exception>
    public static CatalogSnapshot Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8);
            return Snapshot(new SnapshotNode(document.RootElement, ""));
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"is not JSON (line {error.LineNumber + 1}); take it again with safemigrate snapshot", error);
        }
    }

    private static CatalogSnapshot Snapshot(SnapshotNode root)
    {
        if (root.OptionalText("format") != SnapshotWriter.Format)
            throw new InvalidDataException($"is not a snapshot: \"format\" is not \"{SnapshotWriter.Format}\"; take one with safemigrate snapshot");
        RequireVersion(root.Number("version") ?? throw root.Missing("version"));
        return new CatalogSnapshot(root.Text("server"), root.Text("defaultSchema"))
        {
            StatisticsSince = root.OptionalText("statisticsSince") is { } since ? Time(since, root) : null,
            Applied = root.List("applied", item => new AppliedHistory(item.Text("tool"), item.Texts("versions")) { UpTo = item.OptionalText("upTo") }),
            Domains = root.List("domains", Domain),
            Tables = root.List("tables", Table),
            Views = root.List("views", item => new CatalogView(item.Text("schema"), item.Text("name"), item.Text("query"))),
        };
    }

    private static void RequireVersion(long version)
    {
        if (version > SnapshotWriter.Version)
            throw new InvalidDataException($"has the format version {version}, and this program reads {SnapshotWriter.Version}; use the newer safemigrate that wrote it");
        if (version < SnapshotWriter.Version)
            throw new InvalidDataException($"has the format version {version}, which is no longer read; take it again with safemigrate snapshot");
    }

    private static DateTime Time(string text, SnapshotNode root) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw root.Wrong("statisticsSince", "a time such as 2030-01-31T12:00:00Z");

    private static CatalogTable Table(SnapshotNode item) => new(item.Text("schema"), item.Text("name"))
    {
        Rows = item.Number("rows"),
        Bytes = item.Number("bytes"),
        IndexBytes = item.Number("indexBytes"),
        WritesPerSecond = item.Fraction("writesPerSecond"),
        Query = item.OptionalText("materializedViewQuery"),
        Unlogged = item.Flag("unlogged"),
        RowSecurity = item.Flag("rowSecurity"),
        Foreign = item.Flag("foreign"),
        PartitionBy = item.OptionalText("partitionBy"),
        PartitionOf = item.Node("partitionOf") is { } of ? new CatalogPartitionOf(of.Text("schema"), of.Text("name"), of.Text("bound")) : null,
        Inherits = item.List("inherits", parent => (parent.Text("schema"), parent.Text("name"))),
        Columns = item.List("columns", Column),
        Constraints = item.List("constraints", part => Object(part, "validated")),
        Indexes = item.List("indexes", part => Object(part, "valid")),
        Dependents = item.List("dependents", part => new Dependent(part.Text("kind"), part.Text("name"), part.OptionalText("column"))),
    };

    private static CatalogColumn Column(SnapshotNode item) => new(item.Text("name"), item.Text("type"))
    {
        NotNull = item.Flag("notNull"),
        Expression = item.OptionalText("default") ?? item.OptionalText("expression"),
        Generated = item.OptionalText("generated"),
        Identity = item.OptionalText("identity"),
        Collation = item.OptionalText("collation"),
        CollationSchema = item.OptionalText("collationSchema"),
        Comment = item.OptionalText("comment"),
    };

    private static CatalogObject Object(SnapshotNode item, string valid) =>
        new(item.Text("name"), item.Text("definition"), item.Flag(valid, otherwise: true), item.Texts("columns")) { IsInherited = item.Flag("inherited") };

    private static CatalogDomain Domain(SnapshotNode item) => new(
        item.Text("schema"), item.Text("name"), item.Text("type"), item.Flag("notNull"), item.List("checks", part => Object(part, "validated")));
}
