using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string CreateView(bool orReplace, Persistence persistence)
    {
        var recursive = Accept(K.Recursive);
        Expect(K.View);
        var view = Relation();
        ValueList<string> columns = [];
        if (recursive || Is('('))
            columns = ColumnList();
        if (recursive)
            commonTables.Add(view.Name);
        if (Accept(K.With))
            StorageParameters();
        Expect(K.As);
        var mark = Here();
        CreatedBy();
        var outputs = failed ? [] : columns.Count > 0 ? columns : OutputColumns(mark.Start);
        var reads = RelationNames(mark);
        if (!recursive && Accept(K.With))
        {
            if (!Accept(K.Cascaded))
                Accept(K.Local);
            Expect(K.Check, K.Option);
        }

        Add(new CreateView(view, RawFrom(begin))
        {
            Replace = orReplace,
            Temporary = persistence == Persistence.Temporary,
            Columns = outputs,
            Reads = reads,
        }, begin);
        return "ViewStmt";
    }

    private string CreateMaterializedView(Persistence persistence)
    {
        Advance();
        Expect(K.View);
        var ifNotExists = IfNotExists();
        var view = Relation();
        var definition = at;
        if (Is('('))
            ColumnList();
        if (Accept(K.Using))
            SkipName();
        if (Accept(K.With))
            StorageParameters();
        if (Accept(K.Tablespace))
            SkipName();
        Expect(K.As);
        var mark = Here();
        CreatedBy();
        var reads = RelationNames(mark);
        var data = WithData();
        Add(new CreateMaterializedView(view, RawFrom(begin)) { Definition = RawFrom(definition), IfNotExists = ifNotExists, WithNoData = !data, Reads = reads }, begin);
        return failed && persistence == Persistence.Temporary ? "" : "CreateTableAsStmt";
    }

    private string Refresh()
    {
        Advance();
        Expect(K.Materialized, K.View);
        var concurrently = Accept(K.Concurrently);
        var view = Relation();
        var data = WithData();
        AddWritten(new RefreshMaterializedView(view) { Concurrently = concurrently, WithNoData = !data });
        return "RefreshMatViewStmt";
    }

    // The names of a query's outputs where each is a column or has an alias; empty where one of them is not known.
    private ValueList<string> OutputColumns(int start)
    {
        if (tokens[start].Keyword != K.Select)
            return [];
        var names = new List<string>();
        var level = 0;
        var first = tokens[start + 1].Keyword == K.All ? start + 2 : start + 1;
        for (var i = first; i < at; i++)
        {
            level += tokens[i].Symbol is '(' or '[' ? 1 : tokens[i].Symbol is ')' or ']' ? -1 : 0;
            if (level != 0 || !(tokens[i].Symbol == ',' || EndsTargets(tokens[i].Keyword, tokens[i].Use) || i == at - 1))
                continue;
            var last = i == at - 1 && tokens[i].Symbol != ',' && !EndsTargets(tokens[i].Keyword, tokens[i].Use) ? i : i - 1;
            if (last < first || (tokens[last].Use & TokenUse.Name) == 0 || IsTypeEnd(first, last))
                return [];
            names.Add(NameOf(last));
            if (tokens[i].Symbol != ',')
                break;
            first = i + 1;
        }

        return names.ToValueList();
    }

    private static bool EndsTargets(Keyword keyword, TokenUse use) => (use & TokenUse.Name) == 0
        && keyword is K.From or K.Where or K.Group or K.Having or K.Window or K.Union or K.Intersect or K.Except or K.Order or K.Limit or K.Offset
            or K.Fetch or K.For;

    // In a::text the name at the end is a type, which names the output after the column or the type: not worth knowing.
    private bool IsTypeEnd(int first, int last) => last > first && tokens[last - 1].Kind is TokenKind.Cast or TokenKind.DotDot;

    private string CreateSequence(Persistence persistence)
    {
        Advance();
        var ifNotExists = IfNotExists();
        var name = Relation();
        var start = at;
        SequenceOptions(required: false);
        AddWritten(new CreateSequence(name, PrintFrom(start)) { IfNotExists = ifNotExists });
        return failed && persistence == Persistence.Permanent ? "" : "CreateSeqStmt";
    }

    private string CreateSchema()
    {
        Advance();
        var ifNotExists = IfNotExists();
        var name = Is(K.Authorization) ? "" : Name();
        if (Accept(K.Authorization))
            Role();
        AddWritten(new CreateSchema(name) { IfNotExists = ifNotExists });
        var outer = begin;
        while (!failed && !ifNotExists && (Is(K.Create) || Is(K.Grant)))
        {
            begin = at;
            var kind = Is(K.Create) ? Create() : Grant();
            if (kind is not ("CreateStmt" or "IndexStmt" or "CreateSeqStmt" or "CreateTrigStmt" or "GrantStmt" or "ViewStmt"))
                Fail("a table, index, view, sequence, trigger or grant");
        }

        begin = outer;
        return "CreateSchemaStmt";
    }
}
