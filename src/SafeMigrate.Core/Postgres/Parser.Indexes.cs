using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string CreateIndex(bool unique)
    {
        Advance();
        var concurrently = Accept(K.Concurrently);
        var ifNotExists = IfNotExists();
        var name = ifNotExists || !Is(K.On) ? Name() : null;
        Expect(K.On);
        var (table, only) = RelationWithOnly();
        var method = Accept(K.Using) ? Name() : null;
        var from = indexKeys.Count;
        Expect('(');
        do
            indexKeys.Push(IndexElement());
        while (Accept(','));
        Expect(')');
        var columns = indexKeys.Take(from);
        var index = new Index(name, table, columns)
        {
            Unique = unique,
            Only = only,
            Method = method,
            Include = Accept(K.Include) ? IncludedColumns() : ValueList<string>.Empty,
            NullsNotDistinct = Is(K.Nulls) && NullsNotDistinct(),
            With = Accept(K.With) ? StorageParameters() : null,
            Tablespace = Accept(K.Tablespace) ? Name() : null,
            Where = Accept(K.Where) ? ReadExpression() : null,
        };
        Add(new CreateIndex(index) { Concurrently = concurrently, IfNotExists = ifNotExists }, begin);
        return "IndexStmt";
    }

    private ValueList<string> IncludedColumns()
    {
        var from = texts.Count;
        ParenthesisedList(() => texts.Push(IndexElement().Column ?? ""));
        return TextsFrom(from);
    }

    private IndexColumn IndexElement()
    {
        var key = IndexedExpression();
        if (Accept(K.Collate))
            key = key with { Collation = AnyName() };
        var start = at;
        if (IsName && !(Is(K.Nulls) && Ahead().Keyword is K.First or K.Last))
        {
            AnyName();
            if (Is('('))
                StorageParameters();
            key = key with { OperatorClass = PrintFrom(start) };
        }

        var descending = Accept(K.Desc);
        if (!descending)
            Accept(K.Asc);
        var nullsFirst = NullsOrder();
        return descending || nullsFirst is not null ? key with { Descending = descending, NullsFirst = nullsFirst } : key;
    }

    // A column, a function call, or any expression in parentheses.
    private IndexColumn IndexedExpression()
    {
        var mark = Here();
        if (Is('('))
            return new IndexColumn(null, ParenthesisedExpression());
        if (IsName && !(Ahead().Symbol is '(' or '.'))
        {
            columnTokens.Add(at);
            return new IndexColumn(Name());
        }

        WindowlessFunction();
        return new IndexColumn(null, failed ? new Expression("") : Capture(mark, default));
    }

    // ALTER INDEX: RENAME, ATTACH PARTITION, SET and RESET, ALTER COLUMN ... SET STATISTICS, DEPENDS ON.
    private string AlterIndex()
    {
        Advance();
        if (Is(K.All, K.In))
            return MoveAll();
        var ifExists = IfExists();
        var index = Relation();
        if (Accept(K.Rename))
        {
            Expect(K.To);
            Add(new RenameIndex(index, Name()), begin);
            return "RenameStmt";
        }

        var clauses = at;
        if (IsDependsOn)
            return DependsOnExtension();
        if (Accept(K.Attach, K.Partition))
            Command("AT_AttachPartition", new AttachIndex(index, Relation()), clauses);
        else
            List(() => AlterTableCommand(ObjectKind.Index, index));
        OnlyRelationOperations(index);
        WriteClauses(begin, clauses);
        return "AlterTableStmt";
    }

    // The clauses of ALTER TABLE are read for indexes, views and sequences too, but an operation on a table must not come of them.
    private void OnlyRelationOperations(QualifiedName name)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is TableOperation change)
                operations[i] = new OtherStatement("AlterTableStmt", RawFrom(begin)) { Relations = [name], Location = change.Location };
        }
    }
}
