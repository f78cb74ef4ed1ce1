using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// A table that a migration creates and fills with the rows of another: INSERT INTO it SELECT columns FROM the other. Where the migration goes on to drop the other and to
/// give the new one its name, the table is rebuilt; else its columns are extracted.
/// </summary>
/// <param name="Source">The table that has the rows, before the migration.</param>
/// <param name="Target">The table that is created.</param>
/// <param name="Columns">What goes where.</param>
/// <param name="IsRebuild">True where the new table takes the place of the other.</param>
internal sealed record TableCopy(Table Source, QualifiedName Target, ValueList<CarriedColumn> Columns, bool IsRebuild)
{
    /// <summary>The copy that fills a table, or null.</summary>
    public static TableCopy? Into(PlanContext context, QualifiedName? target) =>
        target is null ? null : context.Copies.FirstOrDefault(copy => context.Schema.Same(copy.Target, target));

    /// <summary>The copy that empties a table, or null.</summary>
    public static TableCopy? From(PlanContext context, QualifiedName source) => context.Copies.FirstOrDefault(copy => context.Schema.Same(copy.Source.Name, source));

    /// <summary>The copies that a migration makes.</summary>
    public static IEnumerable<TableCopy> All(PlanContext context)
    {
        var created = context.Migration.Operations.OfType<CreateTable>().ToList();
        foreach (var insert in context.Migration.Operations.OfType<InsertRows>().Where(insert => insert.FromQuery))
        {
            if (created.FirstOrDefault(create => context.Schema.Same(create.Table, insert.Table)) is not { } target
                || PostgresReader.ReadRowInsert(insert.Sql) is not { } read || context.Before.Find(read.Source) is not { } source || context.Creates(source.Name))
                continue;
            var to = read.Targets.Count > 0 ? read.Targets : context.Before.Apply(target).Find(target.Table)!.Columns.Where(column => column.Generated is null).Select(column => column.Name).ToValueList();
            var from = read.Columns.Count > 0 ? read.Columns : source.Columns.Select(column => column.Name).ToValueList();
            if (from.Count > to.Count)
                continue;
            yield return new TableCopy(source, target.Table, from.Zip(to, (one, other) => new CarriedColumn(one, other)).ToValueList(), IsReplaced(context, source.Name, target.Table));
        }
    }

    /// <summary>The way back.</summary>
    public static ValueList<CarriedColumn> Reversed(IEnumerable<CarriedColumn> columns) => columns.Select(column => new CarriedColumn(column.To, column.From)).ToValueList();

    private static bool IsReplaced(PlanContext context, QualifiedName source, QualifiedName target) =>
        context.Migration.Operations.Any(operation => operation is DropTable drop && context.Schema.Same(drop.Table, source))
        && context.Migration.Operations.Any(operation => operation is RenameTable rename && context.Schema.Same(rename.Table, target) && rename.NewName == source.Name);

    /// <summary>What the source's primary key becomes in the target; fewer columns than the key has where not all are copied.</summary>
    public ValueList<CarriedColumn> SourceKey => Columns.Where(column => Source.KeyColumns.Contains(column.From)).ToValueList();

    /// <summary>The key by which rows of the target are found, with the source's columns; empty where there is none that a row of the source always has.</summary>
    public ValueList<CarriedColumn> KeyIn(Table target)
    {
        var keys = target.Constraints.OfType<IndexConstraint>().Where(constraint => constraint is PrimaryKey or UniqueConstraint && !constraint.Deferrable).Select(constraint => constraint.Columns);
        foreach (var key in keys)
        {
            var carried = key.Select(column => Columns.FirstOrDefault(one => one.To == column)).OfType<CarriedColumn>().ToValueList();
            if (carried.Count == key.Count && carried.All(column => Source.Column(column.From) is { NotNull: true }) && SourceKey.All(carried.Contains) && SourceKey.Count == Source.KeyColumns.Count)
                return carried;
        }

        return [];
    }

    /// <summary>Why what is written cannot be carried over, or null.</summary>
    public string? Obstacle(Table target) =>
        Source.KeyColumns.Count == 0 ? $"{Source.Name} has no primary key, so its rows cannot be told apart: add one in an earlier migration"
        : Source.PartitionBy is not null ? $"{Source.Name} is partitioned: its rows are carried over partition by partition, by hand"
        : KeyIn(target).Count == 0 ? $"{target.Name} needs a primary key or a unique constraint over columns that are copied from {string.Join(", ", Source.KeyColumns)}{(target.PartitionBy is null ? "" : " and from the partition key, which must be NOT NULL")}"
        : Numbered(Source) ?? Numbered(target);

    // The key is never updated. What is carried both ways after contract is written to either table.
    private string? Numbered(Table table) => Columns.Select(column => table.Column(ReferenceEquals(table, Source) ? column.From : column.To))
        .FirstOrDefault(column => column is { Identity.Always: true } && !table.KeyColumns.Contains(column.Name)) is { } numbered
            ? $"{table.Name}.{numbered.Name} is GENERATED ALWAYS AS IDENTITY and not of the key, so the server lets nobody carry a change of it over: make it GENERATED BY DEFAULT AS IDENTITY"
            : null;

    /// <summary>True where the target may refuse what the source holds.</summary>
    public bool IsStricter(Table target) => target.PartitionBy is not null
        || target.Indexes.Any(index => index.Unique)
        || target.Constraints.Any(constraint => !constraint.Equals(target.Constraints.OfType<PrimaryKey>().FirstOrDefault()))
        || target.Columns.Any(column => Columns.FirstOrDefault(one => one.To == column.Name) is not { } carried
            ? column is { NotNull: true, Default: null, Identity: null, Generated: null }
            : Source.Column(carried.From) is not { } from || from.Type != column.Type || (column.NotNull && !from.NotNull));

    /// <summary>Those of the columns that can be compared: they have one type in both tables.</summary>
    public RowSync Comparable(RowSync sync, Table target) => sync with
    {
        Columns = sync.Columns.Where(column => (Source.Column(column.From) ?? Source.Column(column.To))?.Type == (target.Column(column.To) ?? target.Column(column.From))?.Type).ToValueList(),
    };
}
