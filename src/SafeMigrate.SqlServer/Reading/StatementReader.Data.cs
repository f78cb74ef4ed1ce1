using Microsoft.SqlServer.TransactSql.ScriptDom;
using SafeMigrate.Operations;

namespace SafeMigrate.SqlServer.Reading;

internal sealed partial class StatementReader
{
    private IEnumerable<Operation> Data(TSqlStatement statement)
    {
        var sql = Text(statement);
        DataOperation? read = statement switch
        {
            InsertStatement insert when Target(insert.InsertSpecification) is { } table => new InsertRows(table, sql)
            {
                Targets = insert.InsertSpecification.Columns.Select(Last).ToValueList(),
                FromQuery = insert.InsertSpecification.InsertSource is not ValuesInsertSource,
            },
            UpdateStatement update when Target(update.UpdateSpecification) is { } table => new UpdateRows(table, sql)
            {
                Targets = update.UpdateSpecification.SetClauses.OfType<AssignmentSetClause>()
                    .Select(clause => clause.Column).OfType<ColumnReferenceExpression>().Select(Last).ToValueList(),
                Where = Where(update.UpdateSpecification),
                Limited = update.UpdateSpecification.TopRowFilter is not null || update.WithCtesAndXmlNamespaces is not null,
            },
            DeleteStatement delete when Target(delete.DeleteSpecification) is { } table => new DeleteRows(table, sql)
            {
                Where = Where(delete.DeleteSpecification),
                Limited = delete.DeleteSpecification.TopRowFilter is not null || delete.WithCtesAndXmlNamespaces is not null,
            },
            SelectStatement { Into: null } => new Query(sql),
            _ => null,
        };
        if (read is null)
            return [];

        var (relations, facts) = (new Relations(), new Facts());
        statement.Accept(relations);
        statement.Accept(facts);
        return [read with { Reads = relations.Names.Distinct().ToValueList(), Columns = facts.Columns.Distinct().ToValueList() }];
    }

    // UPDATE o SET ... FROM Orders AS o: the target is an alias. Without a table behind it (a table variable) nobody else waits.
    private static QualifiedName? Target(DataModificationSpecification specification)
    {
        if (specification.Target is not NamedTableReference target)
            return null;
        var alias = target.SchemaObject.BaseIdentifier.Value;
        var from = (specification as UpdateDeleteSpecificationBase)?.FromClause;
        if (from is null || target.SchemaObject.SchemaIdentifier is not null)
            return Name(target.SchemaObject);

        var aliases = new Aliases();
        from.Accept(aliases);
        return aliases.Tables.TryGetValue(alias, out var table) ? table : Name(target.SchemaObject);
    }

    // A join limits the rows as WHERE does.
    private Expression? Where(UpdateDeleteSpecificationBase specification) =>
        specification.WhereClause?.SearchCondition is { } condition ? Expression(condition)
        : specification.FromClause?.TableReferences.OfType<QualifiedJoin>().FirstOrDefault() is { } join ? Expression(join.SearchCondition)
        : null;

    private sealed class Aliases : TSqlFragmentVisitor
    {
        public Dictionary<string, QualifiedName> Tables { get; } = new(StringComparer.OrdinalIgnoreCase);

        public override void Visit(NamedTableReference node)
        {
            if (node.Alias is { } alias)
                Tables[alias.Value] = Name(node.SchemaObject);
        }
    }
}
