using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Catalog;

/// <summary>Reads a live database's catalog: all tables that are not the server's or the journal's, in a handful of queries.</summary>
public static class CatalogReader
{
    /// <summary>The whole schema, complete: what is not found does not exist. Ends with a message where the server cannot be used.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<Schema> ReadAsync(string connectionString, CancellationToken cancellation = default)
    {
        await using var connection = await new Target(connectionString).OpenFirstAsync(cancellation);
        return await ReadAsync(connection, cancellation);
    }

    internal static async Task<Schema> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        // One snapshot, so that the queries fit together while others change the schema.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var version = connection.PostgreSqlVersion.Major;
        var defaultSchema = await connection.ScalarAsync<string>("SELECT current_schema()", cancellation) ?? "public";
        var names = new CatalogNames(defaultSchema);
        var tables = await connection.QueryAsync(CatalogQueries.Tables, row => ReadTable(row, names), cancellation);
        var columns = await connection.QueryAsync(CatalogQueries.Columns(version), ReadColumn, cancellation);
        var constraints = await connection.QueryAsync(CatalogQueries.Constraints, CatalogObject.Read, cancellation);
        var indexes = await connection.QueryAsync(CatalogQueries.Indexes, CatalogObject.Read, cancellation);
        var dependents = await connection.QueryAsync(CatalogQueries.Dependents, ReadDependent, cancellation);

        var columnsOf = columns.ToLookup(column => column.Table, column => column.Column);
        var constraintsOf = constraints.ToLookup(constraint => constraint.Table);
        var indexesOf = indexes.ToLookup(index => index.Table);
        var dependentsOf = dependents.ToLookup(dependent => dependent.Table, dependent => dependent.Dependent);
        var schema = Schema.Blank with { DefaultSchema = defaultSchema };
        foreach (var (oid, table) in tables)
        {
            var own = new CatalogObjects(table.Name, constraintsOf[oid], indexesOf[oid]);
            schema = schema.With(table with
            {
                Columns = columnsOf[oid].ToValueList(),
                Constraints = own.Constraints.ToValueList(),
                Indexes = own.Indexes.ToValueList(),
                Dependents = [.. dependentsOf[oid], .. own.Unread],
            });
        }

        return schema;
    }

    private static (uint Oid, Table Table) ReadTable(NpgsqlDataReader row, CatalogNames names) => (
        row.Get<uint>("oid"),
        new Table(names.Of(row.Get<string>("schema")!, row.Get<string>("name")!), [])
        {
            PartitionBy = row.Get<string>("partition_key"),
            PartitionOf = row.Get<string>("parent") is { } parent
                ? new PartitionOf(names.Of(row.Get<string>("parent_schema")!, parent), row.Get<string>("bound") ?? "")
                : null,
            Persistence = row.Get<char>("relpersistence") == 'u' ? Persistence.Unlogged : Persistence.Permanent,
            RowSecurity = row.Get<bool>("relrowsecurity"),
            EstimatedRows = row.Get<long?>("rows"),
            Bytes = row.Get<long>("bytes"),
        });

    private static (uint Table, Column Column) ReadColumn(NpgsqlDataReader row)
    {
        var type = row.Get<string>("type")!;
        var value = row.Get<string>("value") is { } sql ? PostgresReader.ReadExpression(sql) : null;
        var generated = row.Get<char>("attgenerated");
        var identity = row.Get<char>("attidentity");
        var column = new Column(row.Get<string>("attname")!, PostgresReader.ReadType(type) ?? new DataType(type))
        {
            NotNull = row.Get<bool>("not_null"),
            Default = generated == '\0' ? value : null,
            Generated = generated != '\0' && value is not null ? new Generated(value, generated == 's') : null,
            Identity = identity == '\0' ? null : new Identity(identity == 'a', ""),
            Collation = row.Get<string>("collation") is { } collation ? new QualifiedName(row.Get<string>("collation_schema"), collation) : null,
            Comment = row.Get<string>("comment"),
        };
        return (row.Get<uint>("attrelid"), column);
    }

    private static (uint Table, Dependent Dependent) ReadDependent(NpgsqlDataReader row) => (
        row.Get<uint>("relation"), new Dependent(row.Get<string>("kind")!, row.Get<string>("name")!, row.Get<string>("attname")));
}

/// <summary>Names as migrations write them: without the schema where it is the default one.</summary>
internal sealed record CatalogNames(string DefaultSchema)
{
    public QualifiedName Of(string schema, string name) => new(schema == DefaultSchema ? null : schema, name);
}
