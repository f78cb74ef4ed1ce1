using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private (int Start, int End) into;

    private bool StartsQuery => Word is K.Select or K.With or K.Table || (Is(K.Values) && Ahead().Symbol == '(');

    private bool ContinuesQuery => Word is K.Union or K.Intersect or K.Except or K.Order or K.Limit or K.Offset or K.Fetch or K.For;

    // A query that may begin with a parenthesis.
    private bool StartsQueryBehindParentheses
    {
        get
        {
            var distance = 0;
            while (Ahead(distance).Symbol == '(')
                distance++;
            return Ahead(distance).Keyword is K.Select or K.With or K.Table
                || (Ahead(distance).Keyword == K.Values && Ahead(distance + 1).Symbol == '(');
        }
    }

    // select_no_parens, and select_with_parens with what may follow it.
    private void QueryWithTail()
    {
        if (!Enter())
            return;
        var known = commonTables.Count;
        if (Is(K.With))
            WithClause();
        SelectClause();
        QueryTail();
        commonTables.RemoveRange(known, commonTables.Count - known);
        Leave();
    }

    private void SelectClause()
    {
        switch (Word)
        {
            case K.Select:
                Select();
                break;
            case K.Values:
                Values();
                break;
            case K.Table:
                Advance();
                columnTokens.Add(at - 1);
                tokens[at - 1].Symbol = '*';
                RelationWithOnly();
                break;
            default:
                Expect('(');
                QueryWithTail();
                Expect(')');
                break;
        }
    }

    private void QueryTail()
    {
        while (Word is K.Union or K.Intersect or K.Except)
        {
            Advance();
            if (!Accept(K.All))
                Accept(K.Distinct);
            SelectClause();
        }

        OptionalOrderBy();
        var locked = Is(K.For);
        Locks();
        Limits();
        if (!locked)
            Locks();
    }

    private void Locks()
    {
        while (!failed && Is(K.For))
            Locking();
    }

    // LIMIT or FETCH, and OFFSET, each once and in either order.
    private void Limits()
    {
        var (limited, offset) = (false, false);
        while (!failed)
        {
            if (!limited && Word is K.Limit or K.Fetch)
            {
                limited = true;
                Limit();
            }
            else if (!offset && Accept(K.Offset))
            {
                offset = true;
                Offset();
            }
            else
                return;
        }
    }

    private void Limit()
    {
        if (Accept(K.Fetch))
            FetchFirst();
        else if (Accept(K.Limit) && !Accept(K.All))
            Expr();
    }

    // Only what needs no parentheses can stand in front of ROWS.
    private void Offset()
    {
        var start = at;
        Expr();
        if (!(Word is K.Row or K.Rows))
            return;
        var signed = tokens[start].Symbol is '+' or '-' && at == start + 2 && tokens[start + 1].Kind is TokenKind.Integer or TokenKind.Number;
        if (signed || lastPrimary == (start, at))
            Advance();
    }

    private void FetchFirst()
    {
        if (!Accept(K.First))
            Expect(K.Next);
        if (!(Word is K.Row or K.Rows))
            Prefixed();
        if (!Accept(K.Rows))
            Expect(K.Row);
        if (!Accept(K.Only))
            Expect(K.With, K.Ties);
    }

    private void Prefixed()
    {
        if (!Accept('+'))
            Accept('-');
        Primary();
    }

    private void Locking()
    {
        Expect(K.For);
        if (Accept(K.Read, K.Only))
            return;
        if (!Accept(K.Update) && !Accept(K.Share) && !Accept(K.No, K.Key, K.Update) && !Accept(K.Key, K.Share))
            Fail("UPDATE, NO KEY UPDATE, SHARE or KEY SHARE");
        if (Accept(K.Of))
            List(() => AnyName());
        if (!Accept(K.Nowait))
            Accept(K.Skip, K.Locked);
    }

    private void Select()
    {
        Advance();
        if (Accept(K.Distinct))
        {
            if (Accept(K.On))
                ParenthesisedList(() => Expr());
            TargetList();
        }
        else
        {
            Accept(K.All);
            if (!EndsTargetList)
                TargetList();
        }

        if (Is(K.Into))
            Into();
        if (Accept(K.From))
            FromList();
        if (Accept(K.Where))
            Expr();
        if (Accept(K.Group, K.By))
            GroupBy();
        if (Accept(K.Having))
            Expr();
        if (Accept(K.Window))
            List(WindowDefinition);
    }

    private bool EndsTargetList => IsEnd || Is(';') || Is(')') || Word is K.Into or K.From or K.Where or K.Group or K.Having or K.Window
        or K.Union or K.Intersect or K.Except or K.Order or K.Limit or K.Offset or K.Fetch or K.For or K.On or K.With or K.Returning
        or K.Create or K.Grant;

    private void TargetList()
    {
        do
            Target();
        while (Accept(','));
    }

    private void Target()
    {
        if (Is('*'))
        {
            columnTokens.Add(at);
            Advance();
            return;
        }

        Expr();
        if (Accept(K.As))
            SkipLabel();
        else if (IsLabel(Now) && !Keywords.NeedsAsLabel(Word))
            TakeName();
    }

    private void Into()
    {
        var start = at;
        Advance();
        if (Word is K.Local or K.Global && Ahead().Keyword is K.Temp or K.Temporary)
            Advance();
        var kind = Word is K.Temp or K.Temporary or K.Unlogged && !(Ahead() is { Symbol: '.' });
        if (kind)
            Advance();
        Accept(K.Table);
        SkipRelation();
        into = (start, at);
    }

    private void GroupBy()
    {
        if (!Accept(K.All))
            Accept(K.Distinct);
        List(GroupItem);
    }

    private void GroupItem()
    {
        if (Is('(') && Ahead().Symbol == ')')
        {
            Advance();
            Advance();
        }
        else if (Accept(K.Grouping, K.Sets))
        {
            if (!Enter())
                return;
            ParenthesisedList(GroupItem);
            Leave();
        }
        else
            Expr();
    }

    private void WindowDefinition()
    {
        SkipName();
        Expect(K.As);
        WindowSpecification();
    }

    private void OptionalOrderBy()
    {
        if (Is(K.Order))
            OrderBy();
    }

    private void OrderBy()
    {
        Expect(K.Order, K.By);
        List(SortKey);
    }

    private void SortKey()
    {
        Expr();
        if (Accept(K.Using))
        {
            if (Is(K.Operator))
                TakeOperator();
            else if (IsOperator)
                Advance();
            else
                Fail("an operator");
        }
        else if (!Accept(K.Asc))
            Accept(K.Desc);
        NullsOrder();
    }

    private bool? NullsOrder()
    {
        if (Accept(K.Nulls, K.First))
            return true;
        return Accept(K.Nulls, K.Last) ? false : null;
    }

    // Rows are the one thing that comes in millions, so they are read without a delegate a row.
    private void Values()
    {
        Advance();
        do
        {
            Expect('(');
            do
                Expr();
            while (Accept(','));
            Expect(')');
        }
        while (Accept(','));
    }

    private void WithClause()
    {
        Advance();
        var recursive = Accept(K.Recursive);
        do
            CommonTable(recursive);
        while (Accept(','));
    }

    private void CommonTable(bool recursive)
    {
        var name = Name();
        if (recursive)
            commonTables.Add(name);
        if (Is('('))
            ParenthesisedList(SkipName);
        Expect(K.As);
        if (!Accept(K.Materialized) && Accept(K.Not))
            Expect(K.Materialized);
        Expect('(');
        Preparable();
        Expect(')');
        if (!recursive)
            commonTables.Add(name);
        SearchAndCycle();
    }

    private void SearchAndCycle()
    {
        if (Accept(K.Search))
        {
            if (!Accept(K.Depth))
                Expect(K.Breadth);
            Expect(K.First, K.By);
            List(SkipName);
            Expect(K.Set);
            SkipName();
        }

        if (!Accept(K.Cycle))
            return;
        List(SkipName);
        Expect(K.Set);
        SkipName();
        if (Accept(K.To))
        {
            Primary();
            Expect(K.Default);
            Primary();
        }

        Expect(K.Using);
        SkipName();
    }
}
