using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Catalog;

/// <summary>The answers to <see cref="CatalogQueries"/>, each with the oid of the table or domain it belongs to.</summary>
internal static class CatalogRows
{
    public static (uint Owner, CatalogTable Value) Table(NpgsqlDataReader row) => (
        row.Get<uint>("oid"),
        new CatalogTable(row.Get<string>("schema")!, row.Get<string>("name")!)
        {
            Rows = row.Get<long?>("rows"),
            Bytes = row.Get<long?>("bytes"),
            IndexBytes = row.Get<long?>("index_bytes"),
            WritesPerSecond = row.Get<double?>("writes"),
            Query = row.Get<string>("query"),
            Unlogged = row.Get<char>("relpersistence") == 'u',
            RowSecurity = row.Get<bool>("relrowsecurity"),
            Foreign = row.Get<bool>("is_foreign"),
            PartitionBy = row.Get<string>("partition_key"),
            PartitionOf = row.Get<string>("parent") is { } parent
                ? new CatalogPartitionOf(row.Get<string>("parent_schema")!, parent, row.Get<string>("bound") ?? "")
                : null,
            Inherits = [.. (row.Get<string[]>("inherited_schemas") ?? []).Zip(row.Get<string[]>("inherited") ?? [])],
        });

    public static (uint Owner, CatalogColumn Value) Column(NpgsqlDataReader row) => (
        row.Get<uint>("attrelid"),
        new CatalogColumn(row.Get<string>("attname")!, row.Get<string>("type")!)
        {
            NotNull = row.Get<bool>("not_null"),
            Expression = row.Get<string>("value"),
            Generated = row.Get<char>("attgenerated") switch { 's' => "stored", 'v' => "virtual", _ => null },
            Identity = row.Get<char>("attidentity") switch { 'a' => "always", 'd' => "by default", _ => null },
            Collation = row.Get<string>("collation"),
            CollationSchema = row.Get<string>("collation_schema"),
            Comment = row.Get<string>("comment"),
        });

    public static (uint Owner, CatalogObject Value) Object(NpgsqlDataReader row) => (
        row.Get<uint>("relation"),
        new CatalogObject(row.Get<string>("name")!, row.Get<string>("definition")!, row.Get<bool>("valid"), row.Get<string[]>("columns") ?? []) { IsInherited = row.Get<bool>("inherited") });

    public static (uint Owner, Dependent Value) Dependent(NpgsqlDataReader row) => (
        row.Get<uint>("relation"), new Dependent(row.Get<string>("kind")!, row.Get<string>("name")!, row.Get<string>("attname")));

    public static CatalogView View(NpgsqlDataReader row) => new(row.Get<string>("schema")!, row.Get<string>("name")!, row.Get<string>("query")!);

    public static (uint Owner, CatalogDomain Value) Domain(NpgsqlDataReader row) => (
        row.Get<uint>("oid"),
        new CatalogDomain(row.Get<string>("schema")!, row.Get<string>("name")!, row.Get<string>("type")!, row.Get<bool>("typnotnull"), []));
}
