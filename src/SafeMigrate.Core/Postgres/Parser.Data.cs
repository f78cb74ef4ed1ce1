using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private string DataStatement()
    {
        into = default;
        var kind = Preparable();
        return kind;
    }

    // PreparableStmt: a query or a change of data, with its WITH clause.
    private string Preparable()
    {
        if (!Enter())
            return "";
        var mark = Here();
        var known = commonTables.Count;
        var with = Is(K.With);
        if (with)
            WithClause();
        var kind = Word switch
        {
            K.Insert => Insert(mark),
            K.Update => Update(mark),
            K.Delete => Delete(mark),
            K.Merge => Merge(mark),
            _ => TopQuery(mark),
        };
        commonTables.RemoveRange(known, commonTables.Count - known);
        Leave();
        return kind;
    }

    private string TopQuery(Mark mark)
    {
        SelectClause();
        QueryTail();
        if (depth > 1)
            return "SelectStmt";
        if (into.End > 0)
            AddSelectInto(mark);
        else
            Add(new Query(RawFrom(mark.Start)) { Reads = RelationNames(mark), Columns = ColumnNames(mark) }, mark.Start);
        return "SelectStmt";
    }

    // SELECT INTO is an old spelling of CREATE TABLE AS.
    private void AddSelectInto(Mark mark)
    {
        if (failed)
            return;
        var name = into.End - 1;
        while (name > into.Start + 1 && tokens[name - 1].Symbol == '.')
            name -= 2;
        var words = Enumerable.Range(into.Start, name - into.Start).Select(i => tokens[i].Keyword).ToList();
        Add(new CreateTable(NameFrom(name), [], [])
        {
            Persistence = words.Contains(K.Unlogged) ? Persistence.Unlogged
                : words.Contains(K.Temp) || words.Contains(K.Temporary) ? Persistence.Temporary : Persistence.Permanent,
            AsQuery = Print(mark.Start, into.Start) + (into.End < at ? " " + Print(into.End, at) : ""),
        }, mark.Start);
    }

    private string Insert(Mark mark)
    {
        Advance();
        Expect(K.Into);
        var table = Relation();
        if (Accept(K.As))
            SkipName();
        var inside = Here();
        var targets = ValueList<string>.Empty;
        if (Is('(') && !StartsQueryBehindParentheses)
            targets = TargetColumns();
        var query = false;
        if (targets.Count > 0 || !Accept(K.Default, K.Values))
        {
            if (Accept(K.Overriding))
            {
                if (!Accept(K.User))
                    Expect(K.System);
                Expect(K.Value);
            }

            query = !Is(K.Values);
            if (!StartsQueryBehindParentheses)
                Fail("VALUES, SELECT or DEFAULT VALUES");
            QueryWithTail();
        }

        OnConflict();
        Returning();
        Add(new InsertRows(table, RawFrom(mark.Start))
        {
            Targets = targets,
            FromQuery = query,
            Reads = ReadsOf(mark, inside),
            Columns = ColumnNames(mark),
        }, mark.Start);
        return "InsertStmt";
    }

    // What the WITH clause and the rest read; the table written stands between the two.
    private ValueList<QualifiedName> ReadsOf(Mark whole, Mark behindTarget) => failed || relationTokens.Count - whole.Relations <= 1
        ? ValueList<QualifiedName>.Empty
        : RelationNames(whole, except: behindTarget.Relations - 1);

    private ValueList<string> TargetColumns()
    {
        var from = texts.Count;
        Expect('(');
        do
            texts.Push(TargetColumn());
        while (Accept(','));
        Expect(')');
        return TextsFrom(from);
    }

    private string TargetColumn()
    {
        columnTokens.Add(at);
        var name = Name();
        Indirection(ofTarget: true);
        return name;
    }

    private void OnConflict()
    {
        if (!Accept(K.On, K.Conflict))
            return;
        if (Accept(K.On))
        {
            Expect(K.Constraint);
            SkipName();
        }
        else if (Is('('))
        {
            ParenthesisedList(() => IndexElement());
            if (Accept(K.Where))
                Expr();
        }

        Expect(K.Do);
        if (Accept(K.Nothing))
            return;
        Expect(K.Update, K.Set);
        Assignments();
        if (Accept(K.Where))
            Expr();
    }

    private void Returning()
    {
        if (!Accept(K.Returning))
            return;
        if (Accept(K.With))
        {
            ParenthesisedList(() =>
            {
                if (!Accept(K.Old))
                    Expect(K.New);
                Expect(K.As);
                SkipName();
            });
        }

        TargetList();
    }

    private ValueList<string> Assignments()
    {
        var from = texts.Count;
        do
        {
            if (Accept('('))
            {
                do
                    texts.Push(TargetColumn());
                while (Accept(','));
                Expect(')');
            }
            else
                texts.Push(TargetColumn());
            Expect('=');
            Expr();
        }
        while (Accept(','));
        return TextsFrom(from);
    }

    private string Update(Mark mark)
    {
        Advance();
        var (table, _) = RelationWithOnly();
        TargetAlias();
        var inside = Here();
        Expect(K.Set);
        var targets = Assignments();
        if (Accept(K.From))
            FromList();
        var where = WhereOrCurrent();
        Returning();
        Add(new UpdateRows(table, RawFrom(mark.Start))
        {
            Targets = targets,
            Where = where,
            Reads = ReadsOf(mark, inside),
            Columns = ColumnNames(mark),
        }, mark.Start);
        return "UpdateStmt";
    }

    // SET is a name that an alias without AS cannot be.
    private void TargetAlias()
    {
        if (Accept(K.As))
            SkipName();
        else if (IsColumnName(Now) && !Is(K.Set))
            TakeName();
    }

    private Expression? WhereOrCurrent()
    {
        if (!Accept(K.Where))
            return null;
        if (!Is(K.Current, K.Of))
            return ReadExpression();
        var start = at;
        Accept(K.Current, K.Of);
        SkipName();
        return new Expression(PrintFrom(start));
    }

    private string Delete(Mark mark)
    {
        Advance();
        Expect(K.From);
        var (table, _) = RelationWithOnly();
        TargetAlias();
        var inside = Here();
        if (Accept(K.Using))
            FromList();
        var where = WhereOrCurrent();
        Returning();
        Add(new DeleteRows(table, RawFrom(mark.Start))
        {
            Where = where,
            Reads = ReadsOf(mark, inside),
            Columns = ColumnNames(mark),
        }, mark.Start);
        return "DeleteStmt";
    }

    private string Merge(Mark mark)
    {
        Advance();
        Expect(K.Into);
        var (table, _) = RelationWithOnly();
        TargetAlias();
        var inside = Here();
        Expect(K.Using);
        TableRef();
        Expect(K.On);
        Expr();
        var actions = new List<string>();
        do
            actions.Add(MergeAction());
        while (Is(K.When));
        Returning();
        Add(new MergeRows(table, RawFrom(mark.Start))
        {
            Actions = actions.Distinct().ToValueList(),
            Reads = ReadsOf(mark, inside),
            Columns = ColumnNames(mark),
        }, mark.Start);
        return "MergeStmt";
    }

    private string MergeAction()
    {
        Expect(K.When);
        var matched = !Accept(K.Not);
        Expect(K.Matched);
        if (Accept(K.By))
        {
            if (Accept(K.Source))
                matched = true;
            else
                Expect(K.Target);
        }

        if (Accept(K.And))
            Expr();
        Expect(K.Then);
        if (Accept(K.Do, K.Nothing))
            return "NOTHING";
        if (!matched)
        {
            MergeInsert();
            return "INSERT";
        }

        if (Accept(K.Delete))
            return "DELETE";
        Expect(K.Update, K.Set);
        Assignments();
        return "UPDATE";
    }

    private void MergeInsert()
    {
        Expect(K.Insert);
        if (Accept(K.Default, K.Values))
            return;
        if (Is('('))
            TargetColumns();
        if (Accept(K.Overriding))
        {
            if (!Accept(K.User))
                Expect(K.System);
            Expect(K.Value);
        }

        Expect(K.Values);
        ParenthesisedList(() => Expr());
    }
}
