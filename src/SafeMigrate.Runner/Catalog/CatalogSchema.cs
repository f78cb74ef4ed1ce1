using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Catalog;

/// <summary>Makes the schema that rules and plans know of what a catalog says, whether it comes from a server or from a file.</summary>
public static class CatalogSchema
{
    /// <summary>The whole schema, complete: what is not found does not exist.</summary>
    public static Schema Of(CatalogSnapshot snapshot)
    {
        var names = new CatalogNames(snapshot.DefaultSchema);
        var schema = Schema.Blank with { DefaultSchema = snapshot.DefaultSchema, Routines = snapshot.Routines.ToValueList() };
        foreach (var domain in snapshot.Domains)
            schema = schema.Apply(Operations(Definition(domain, names)));
        foreach (var table in snapshot.Tables)
            schema = schema.With(TableOf(table, names));
        foreach (var view in snapshot.Tables.Where(table => table.Query is not null))
            schema = schema.Apply(Operations($"CREATE MATERIALIZED VIEW {Names.Quoted(names.Of(view.Schema, view.Name))} AS {view.Query}"));
        foreach (var view in snapshot.Views)
            schema = schema.Apply(Operations($"CREATE VIEW {Names.Quoted(names.Of(view.Schema, view.Name))} AS {view.Query}"));
        return schema;
    }

    /// <summary>The schema with the tables that somebody writes; of materialized views only the names, and whether they can be refreshed while others read.</summary>
    internal static Schema OfWritten(CatalogSnapshot snapshot)
    {
        var names = new CatalogNames(snapshot.DefaultSchema);
        return snapshot.Tables.Where(table => table.Query is not null).Aggregate(
            Of(snapshot with { Tables = [.. snapshot.Tables.Where(table => table.Query is null)] }),
            (schema, view) => schema.Apply(new CreateMaterializedView(names.Of(view.Schema, view.Name), "") { IsUnique = TableOf(view, names).IsUnique }));
    }

    private static Table TableOf(CatalogTable table, CatalogNames names)
    {
        var name = names.Of(table.Schema, table.Name);
        var own = new CatalogObjects(name, table.Constraints, table.Indexes);
        return new Table(name, table.Columns.Select(ColumnOf).ToValueList())
        {
            Constraints = own.Constraints.ToValueList(),
            Indexes = own.Indexes.ToValueList(),
            Dependents = [.. table.Dependents, .. own.Unread],
            PartitionBy = table.PartitionBy,
            PartitionOf = table.PartitionOf is { } of ? new PartitionOf(names.Of(of.Schema, of.Name), of.Bound) : null,
            Inherits = table.Inherits.Select(parent => names.Of(parent.Schema, parent.Name)).ToValueList(),
            Persistence = table.Unlogged ? Persistence.Unlogged : Persistence.Permanent,
            RowSecurity = table.RowSecurity,
            IsForeign = table.Foreign,
            EstimatedRows = table.Rows,
            Bytes = table.Bytes,
            WritesPerSecond = table.WritesPerSecond,
        };
    }

    private static Column ColumnOf(CatalogColumn column)
    {
        var value = column.Expression is { } sql ? PostgresReader.ReadExpression(sql) : null;
        return new Column(column.Name, PostgresReader.ReadType(column.Type) ?? new DataType(column.Type))
        {
            NotNull = column.NotNull,
            Default = column.Generated is null ? value : null,
            Generated = column.Generated is { } kind && value is not null ? new Generated(value, kind == "stored") : null,
            Identity = column.Identity is { } identity ? new Identity(identity == "always", "") : null,
            Collation = column.Collation is { } collation ? new QualifiedName(column.CollationSchema, collation) : null,
            Comment = column.Comment,
        };
    }

    private static string Definition(CatalogDomain domain, CatalogNames names)
    {
        var checks = domain.Checks.Select(check => $" CONSTRAINT {Names.Quoted(check.Name)} {check.Definition.Replace(" NOT VALID", "")}");
        return $"CREATE DOMAIN {Names.Quoted(names.Of(domain.Schema, domain.Name))} AS {domain.Type}{(domain.NotNull ? " NOT NULL" : "")}{string.Concat(checks)}";
    }

    private static IEnumerable<Operation> Operations(string sql) => PostgresReader.Read(new SourceText("", sql)).SelectMany(statement => statement.Operations);
}

/// <summary>Names as migrations write them: without the schema where it is the default one.</summary>
internal sealed record CatalogNames(string DefaultSchema)
{
    public QualifiedName Of(string schema, string name) => new(schema == DefaultSchema ? null : schema, name);
}
