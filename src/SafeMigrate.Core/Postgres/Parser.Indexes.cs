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
        var keys = new List<IndexColumn>();
        Expect('(');
        do
            keys.Add(IndexElement());
        while (Accept(','));
        Expect(')');
        var index = IndexTail(new Index(name, table, keys.ToValueList()) { Unique = unique, Only = only, Method = method });
        Add(new CreateIndex(index) { Concurrently = concurrently, IfNotExists = ifNotExists }, begin);
        return "IndexStmt";
    }

    private Index IndexTail(Index index)
    {
        if (Accept(K.Include))
        {
            var included = new List<string>();
            ParenthesisedList(() => included.Add(IndexElement().Column ?? ""));
            index = index with { Include = included.ToValueList() };
        }

        if (Is(K.Nulls))
            index = index with { NullsNotDistinct = NullsNotDistinct() };
        if (Accept(K.With))
            index = index with { With = StorageParameters() };
        if (Accept(K.Tablespace))
            index = index with { Tablespace = Name() };
        return Accept(K.Where) ? index with { Where = ReadExpression() } : index;
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
        return new IndexColumn(null, failed ? new Expression("") : Captured(mark, default));
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
