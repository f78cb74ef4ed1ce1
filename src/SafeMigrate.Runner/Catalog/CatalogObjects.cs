using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Catalog;

/// <summary>The constraints and indexes of one table, read by the same reader as migrations.</summary>
internal sealed class CatalogObjects
{
    public CatalogObjects(QualifiedName table, IEnumerable<CatalogObject> constraints, IEnumerable<CatalogObject> indexes)
    {
        foreach (var constraint in constraints)
            Add(constraint, Read<AddConstraint>($"ALTER TABLE {Names.Quoted(table)} ADD CONSTRAINT {Names.Quoted(constraint.Name)} {constraint.Definition}"));
        foreach (var index in indexes)
            Add(index, Read<CreateIndex>(index.Definition), table);
    }

    public List<Constraint> Constraints { get; } = [];

    public List<Operations.Index> Indexes { get; } = [];

    /// <summary>What could not be read hangs on its columns all the same, so that no plan leaves it behind.</summary>
    public List<Dependent> Unread { get; } = [];

    private void Add(CatalogObject constraint, AddConstraint? read)
    {
        if (read is null)
            Unread.AddRange(constraint.Columns.Select(column => new Dependent("constraint", constraint.Name, column)));
        else
            Constraints.Add(read.Constraint with { Location = Location.None, IsInherited = constraint.IsInherited });
    }

    private void Add(CatalogObject index, CreateIndex? read, QualifiedName table)
    {
        if (read is null)
            Unread.AddRange(index.Columns.Select(column => new Dependent("index", index.Name, column)));
        else
            Indexes.Add(read.Index with { Table = table, IsValid = index.IsValid, IsInherited = index.IsInherited, Method = read.Index.Method == "btree" ? null : read.Index.Method });
    }

    private static TOperation? Read<TOperation>(string sql)
        where TOperation : Operation =>
        PostgresReader.Read(new SourceText("", sql)).SelectMany(statement => statement.Operations).OfType<TOperation>().FirstOrDefault();
}
