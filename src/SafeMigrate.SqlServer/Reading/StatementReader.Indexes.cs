using Microsoft.SqlServer.TransactSql.ScriptDom;
using SafeMigrate.Operations;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Reading;

internal sealed partial class StatementReader
{
    private CreateIndex CreateIndex(CreateIndexStatement create) => new(
        new Index(create.Name.Value, Name(create.OnName), create.Columns.Select(Key).ToValueList())
        {
            Unique = create.Unique,
            Clustered = create.Clustered == true,
            Include = create.IncludeColumns.Select(Last).ToValueList(),
            Where = create.FilterPredicate is { } filter ? Expression(filter) : null,
        })
    {
        Concurrently = IsOnline(create.IndexOptions),
        DropExisting = IsOn(create.IndexOptions, IndexOptionKind.DropExisting),
    };

    private CreateIndex CreateColumnStore(CreateColumnStoreIndexStatement create) => new(
        new Index(create.Name.Value, Name(create.OnName), create.Columns.Select(column => new IndexColumn(Last(column))).ToValueList())
        {
            Method = "columnstore",
            Clustered = create.Clustered == true,
        })
    {
        Concurrently = IsOnline(create.IndexOptions),
        DropExisting = IsOn(create.IndexOptions, IndexOptionKind.DropExisting),
    };

    private Index InlineIndex(QualifiedName table, IndexDefinition index) => new(index.Name.Value, table, index.Columns.Select(Key).ToValueList())
    {
        Unique = index.Unique,
        Clustered = index.IndexType?.IndexTypeKind is IndexTypeKind.Clustered or IndexTypeKind.ClusteredColumnStore,
        Where = index.FilterPredicate is { } filter ? Expression(filter) : null,
    };

    private static IEnumerable<Operation> AlterIndex(AlterIndexStatement alter)
    {
        var (table, index) = (Name(alter.OnName), alter.All ? null : alter.Name.Value);
        return alter.AlterIndexType switch
        {
            AlterIndexType.Rebuild => [Rebuild(table, index, alter.IndexOptions)],
            AlterIndexType.Disable => [new DisableIndex(table, index)],
            _ => [],
        };
    }

    private static RebuildIndex Rebuild(QualifiedName table, string? index, IList<IndexOption> options) => new(table, index)
    {
        Online = IsOnline(options),
        Compresses = options.Any(option => option.OptionKind == IndexOptionKind.DataCompression),
    };

    private DropIndex DropIndex(DropIndexClauseBase clause, bool ifExists)
    {
        if (clause is DropIndexClause drop)
        {
            var table = Name(drop.Object);
            return new DropIndex(new QualifiedName(table.Schema, drop.Index.Value))
            {
                Table = table,
                IfExists = ifExists,
                Concurrently = IsOnline(drop.Options),
                Location = At(clause),
            };
        }

        // DROP INDEX table.index, the old form.
        var parts = ((BackwardsCompatibleDropIndexClause)clause).Index.Identifiers.Select(part => part.Value).Reverse().ToList();
        var of = new QualifiedName(parts.Count > 2 ? parts[2] : null, parts.Count > 1 ? parts[1] : "");
        return new DropIndex(new QualifiedName(of.Schema, parts[0])) { Table = of, IfExists = ifExists, Location = At(clause) };
    }

    private static IndexColumn Key(ColumnWithSortOrder key) => new(ColumnName(key)) { Descending = key.SortOrder == SortOrder.Descending };

    private static string ColumnName(ColumnWithSortOrder key) => Last(key.Column);

    private static string Last(ColumnReferenceExpression column) =>
        column.MultiPartIdentifier is { Count: > 0 } name ? name.Identifiers[name.Count - 1].Value : "*";

    private static bool IsOnline(IEnumerable<IndexOption> options) => IsOn(options, IndexOptionKind.Online);

    private static bool IsOn(IEnumerable<IndexOption> options, IndexOptionKind kind) =>
        options.OfType<IndexStateOption>().Any(option => option.OptionKind == kind && option.OptionState == OptionState.On);
}
