using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    // TEMPORARY and its relatives in front of TABLE, VIEW and SEQUENCE.
    private Persistence PersistenceWords()
    {
        if (Word is K.Local or K.Global && Ahead().Keyword is K.Temp or K.Temporary)
            Advance();
        if (Accept(K.Temporary) || Accept(K.Temp))
            return Persistence.Temporary;
        return Accept(K.Unlogged) ? Persistence.Unlogged : Persistence.Permanent;
    }

    private bool IfNotExists()
    {
        if (!Accept(K.If, K.Not))
            return false;
        Expect(K.Exists);
        return true;
    }

    private bool IfExists() => Accept(K.If, K.Exists);

    private string CreateTable(Persistence persistence)
    {
        Advance();
        var ifNotExists = IfNotExists();
        var start = at;
        var name = Relation();
        var ofType = Accept(K.Of) ? AnyName() : null;
        var parent = ofType is null && Accept(K.Partition, K.Of) ? Relation() : null;
        var typed = ofType is not null || parent is not null;
        var elements = Elements.None;
        if (Is('(') && (typed || !(IsColumnName(Ahead()) && Ahead(2).Symbol is ',' or ')')))
            elements = TableElements(typed);
        else if (!typed)
            return CreateTableAs(new CreateTable(name, ValueList<Column>.Empty, ValueList<Constraint>.Empty) { IfNotExists = ifNotExists, Persistence = persistence }, start);
        var table = new CreateTable(name, elements.Columns, elements.Constraints)
        {
            IfNotExists = ifNotExists,
            Persistence = persistence,
            OfType = ofType,
            PartitionOf = parent is null ? null : new PartitionOf(parent, PartitionBound()),
            Like = elements.Likes,
        };
        Add(TableTail(table), begin);
        return "CreateStmt";
    }

    private string PartitionBound()
    {
        var start = at;
        if (Accept(K.Default))
            return "DEFAULT";
        Expect(K.For, K.Values);
        if (Accept(K.With))
            HashBounds();
        else if (Accept(K.In))
            ParenthesisedList(() => Expr());
        else
        {
            Expect(K.From);
            ParenthesisedList(() => Expr());
            Expect(K.To);
            ParenthesisedList(() => Expr());
        }

        return PrintFrom(start);
    }

    private void HashBounds()
    {
        var start = at;
        ParenthesisedList(HashBound);
        foreach (var word in new[] { "modulus", "remainder" })
        {
            if (!failed && Enumerable.Range(start, at - start).Count(token => NameOf(token) == word) != 1)
                Stop($"{word} for hash partition must be specified once");
        }
    }

    private void HashBound()
    {
        if (NameOf(at) is not ("modulus" or "remainder"))
        {
            Fail("MODULUS or REMAINDER");
            return;
        }

        Advance();
        Integer();
    }

    // What stands in the parentheses of a table.
    private readonly record struct Elements(ValueList<Column> Columns, ValueList<Constraint> Constraints, ValueList<TableLike> Likes)
    {
        public static Elements None => new(ValueList<Column>.Empty, ValueList<Constraint>.Empty, ValueList<TableLike>.Empty);
    }

    private Elements TableElements(bool typed)
    {
        var (columnsFrom, constraintsFrom, likesFrom) = (tableColumns.Count, constraints.Count, likes.Count);
        Expect('(');
        if (typed || !Is(')'))
        {
            do
                TableElement(typed);
            while (Accept(','));
        }

        Expect(')');
        return new Elements(tableColumns.Take(columnsFrom), constraints.Take(constraintsFrom), likes.Take(likesFrom));
    }

    private void TableElement(bool typed)
    {
        if (!typed && Accept(K.Like))
            likes.Push(LikeClause());
        else if (StartsTableConstraint)
            constraints.Push(TableConstraint());
        else
            tableColumns.Push(typed ? TypedColumn() : ColumnDefinition());
    }

    private TableLike LikeClause()
    {
        var table = Relation();
        var start = at;
        while (Accept(K.Including) || Accept(K.Excluding))
        {
            if (Word is K.Comments or K.Compression or K.Constraints or K.Defaults or K.Identity or K.Generated or K.Indexes or K.Statistics
                or K.Storage or K.All)
            {
                Advance();
            }
            else
                Fail("what is copied: ALL, DEFAULTS, CONSTRAINTS, INDEXES, ...");
        }

        return new TableLike(table, PrintFrom(start));
    }

    // INHERITS, PARTITION BY, USING, WITH, ON COMMIT, TABLESPACE, in this order.
    private CreateTable TableTail(CreateTable table)
    {
        if (table.OfType is null && table.PartitionOf is null && Accept(K.Inherits))
        {
            var parents = new List<QualifiedName>();
            ParenthesisedList(() => parents.Add(Relation()));
            table = table with { Inherits = parents.ToValueList() };
        }

        if (Accept(K.Partition, K.By))
            table = table with { PartitionBy = PartitionKey() };
        var start = at;
        TableOptions();
        return start == at ? table : table with { Options = PrintFrom(start) };
    }

    private void TableOptions()
    {
        if (Accept(K.Using))
            SkipName();
        if (Accept(K.With))
            StorageParameters();
        else if (Accept(K.Without) && NameOf(at) == "oids")
            Advance();
        if (Accept(K.On))
        {
            Expect(K.Commit);
            if (!Accept(K.Drop) && !Accept(K.Delete, K.Rows) && !Accept(K.Preserve, K.Rows))
                Fail("DROP, DELETE ROWS or PRESERVE ROWS");
        }

        if (Accept(K.Tablespace))
            SkipName();
    }

    private string PartitionKey()
    {
        var start = at;
        if (NameOf(at) is not ("range" or "list" or "hash"))
            Fail("RANGE, LIST or HASH");
        Advance();
        ParenthesisedList(() => IndexElementKey());
        return PrintFrom(start);
    }

    // A key of an index or a partition: what is indexed, COLLATE, and the operator class.
    private void IndexElementKey()
    {
        IndexedExpression();
        if (Accept(K.Collate))
            AnyName();
        if (IsName)
            AnyName();
    }

    private string CreateTableAs(CreateTable table, int start)
    {
        if (Is('('))
            table = table with { Columns = ColumnList().Select(name => new Column(name, new DataType(""))).ToValueList() };
        var options = at;
        TableOptions();
        table = table with { Options = PrintFrom(options) };
        Expect(K.As);
        var query = at;
        if (Is(K.Execute))
            Execute();
        else
            CreatedBy();
        WithData();
        Add(table with { AsQuery = PrintFrom(query) }, begin);
        return failed || start < 0 ? "" : "CreateTableAsStmt";
    }

    private void CreatedBy()
    {
        if (StartsQueryBehindParentheses)
            QueryWithTail();
        else
            Fail("a query");
    }

    // WITH [NO] DATA: true unless it says no.
    private bool WithData()
    {
        if (!Accept(K.With))
            return true;
        var no = Accept(K.No);
        Expect(K.Data);
        return !no;
    }

    private void Execute()
    {
        Expect(K.Execute);
        SkipName();
        if (Is('('))
            ParenthesisedList(() => Expr());
    }
}
