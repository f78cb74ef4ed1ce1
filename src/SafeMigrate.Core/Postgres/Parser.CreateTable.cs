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
        var table = new CreateTable(Relation(), [], []) { IfNotExists = ifNotExists, Persistence = persistence };
        if (Is(K.Of))
            table = TypedTable(table);
        else if (Accept(K.Partition, K.Of))
            table = Partition(table);
        else if (Is('(') && !(IsColumnName(Ahead()) && Ahead(2).Symbol is ',' or ')'))
            table = WithElements(table, typed: false);
        else
            return CreateTableAs(table, start);

        table = TableTail(table);
        Add(table, begin);
        return "CreateStmt";
    }

    private CreateTable TypedTable(CreateTable table)
    {
        Expect(K.Of);
        table = table with { OfType = AnyName() };
        return Is('(') ? WithElements(table, typed: true) : table;
    }

    private CreateTable Partition(CreateTable table)
    {
        var parent = Relation();
        if (Is('('))
            table = WithElements(table, typed: true);
        return table with { PartitionOf = new PartitionOf(parent, PartitionBound()) };
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

    private CreateTable WithElements(CreateTable table, bool typed)
    {
        var columns = new List<Column>();
        var constraints = new List<Constraint>();
        var likes = new List<TableLike>();
        Expect('(');
        if (typed || !Is(')'))
        {
            do
                TableElement(columns, constraints, likes, typed);
            while (Accept(','));
        }

        Expect(')');
        return table with { Columns = columns.ToValueList(), Constraints = constraints.ToValueList(), Like = likes.ToValueList() };
    }

    private void TableElement(List<Column> columns, List<Constraint> constraints, List<TableLike> likes, bool typed)
    {
        if (!typed && Accept(K.Like))
            likes.Add(LikeClause());
        else if (StartsTableConstraint)
            constraints.Add(TableConstraint());
        else
            columns.Add(typed ? TypedColumn() : ColumnDefinition());
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
