using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private enum FromItem
    {
        Relation,
        Query,
        Join,
    }

    private void FromList()
    {
        do
            TableRef();
        while (Accept(','));
    }

    private FromItem TableRef()
    {
        if (!Enter())
            return FromItem.Relation;
        var kind = FromPrimary();
        while (!failed && StartsJoin)
        {
            Join();
            kind = FromItem.Join;
        }

        Leave();
        return kind;
    }

    private bool StartsJoin => Word is K.Join or K.Cross or K.Natural or K.Full or K.Left or K.Right or K.Inner;

    private void Join()
    {
        if (Accept(K.Cross))
        {
            Expect(K.Join);
            FromPrimary();
            return;
        }

        var natural = Accept(K.Natural);
        if (Word is K.Full or K.Left or K.Right)
        {
            Advance();
            Accept(K.Outer);
        }
        else
            Accept(K.Inner);
        Expect(K.Join);
        if (natural)
        {
            FromPrimary();
            return;
        }

        TableRef();
        JoinCondition();
    }

    private void JoinCondition()
    {
        if (Accept(K.On))
        {
            Expr();
            return;
        }

        Expect(K.Using);
        ColumnList();
        if (Accept(K.As))
            SkipName();
    }

    private FromItem FromPrimary()
    {
        if (Is('('))
            return ParenthesisedFrom();
        if (Accept(K.Lateral))
        {
            if (Is('('))
            {
                SubqueryInParentheses();
                Alias();
            }
            else
                FromFunction();
            return FromItem.Relation;
        }

        if (Is(K.Only))
        {
            RelationWithOnly();
            Alias();
            TableSample();
        }
        else if (StartsFromFunction)
            FromFunction();
        else
        {
            SkipRelation();
            Accept('*');
            Alias();
            TableSample();
        }

        return FromItem.Relation;
    }

    // A name with a parenthesis behind it, however many dots it has, or one of the functions with a grammar of their own.
    private bool StartsFromFunction
    {
        get
        {
            if (IsValueFunction(Word) || (Is(K.Rows) && Ahead().Keyword == K.From) || (Is(K.Collation) && Ahead().Keyword == K.For) || Is(K.Cast))
                return true;
            if (!IsLabel(Now))
                return false;
            var distance = 1;
            while (Ahead(distance).Symbol == '.' && IsLabel(Ahead(distance + 1)))
                distance += 2;
            return Ahead(distance).Symbol == '(';
        }
    }

    private FromItem ParenthesisedFrom()
    {
        if (!Enter())
            return FromItem.Relation;
        Expect('(');
        FromItem kind;
        if (StartsQuery)
        {
            QueryWithTail();
            kind = FromItem.Query;
        }
        else
        {
            kind = TableRef();
            if (kind == FromItem.Query && ContinuesQuery)
                QueryTail();
        }

        if (kind == FromItem.Relation)
            Fail("JOIN");
        Expect(')');
        Leave();
        return Alias() ? FromItem.Relation : kind;
    }

    // True where there is one.
    private bool Alias()
    {
        if (Accept(K.As))
            SkipName();
        else if (IsColumnName(Now))
            TakeName();
        else
            return false;
        if (Is('('))
            ParenthesisedList(SkipName);
        return true;
    }

    private void TableSample()
    {
        if (!Accept(K.Tablesample))
            return;
        AnyFunctionName();
        ParenthesisedList(() => Expr());
        if (Accept(K.Repeatable))
            Parenthesised(() => Expr());
    }

    private void FromFunction()
    {
        if (Accept(K.Rows, K.From))
            ParenthesisedList(RowsFromItem);
        else if (Is(K.Xmltable) && Ahead().Symbol == '(')
        {
            XmlTable();
            Alias();
            return;
        }
        else if (Is(K.JsonTable) && Ahead().Symbol == '(')
        {
            JsonTable();
            Alias();
            return;
        }
        else
            WindowlessFunction();
        if (Is(K.With) && Ahead().Keyword == K.Ordinality)
            Accept(K.With, K.Ordinality);
        FunctionAlias();
    }

    private void RowsFromItem()
    {
        WindowlessFunction();
        if (Accept(K.As))
            ColumnDefinitions();
    }

    // func_expr_windowless: also what an index or a partition key may be made of.
    private void WindowlessFunction()
    {
        var word = Word;
        if (word != K.NotAKeyword && Ahead().Symbol == '(' && word is not (K.Exists or K.Row or K.Grouping) && CallWithGrammar(word))
            return;
        if (IsValueFunction(word))
        {
            ValueFunctionOrCall(word);
            return;
        }

        if (word == K.Collation && Ahead().Keyword == K.For)
        {
            CollationFor();
            return;
        }

        var start = at;
        AnyFunctionName();
        if (Is('('))
            Call(start, windowless: true);
        else
            Fail("\"(\"");
    }

    private void ValueFunctionOrCall(Keyword word)
    {
        var start = at;
        if (word == K.CurrentSchema && Ahead().Symbol == '(')
        {
            TakeName();
            Call(start, windowless: true);
        }
        else
            ValueFunction(word);
    }

    // func_name: one word may be any but a column's; with dots the first is a column name.
    private QualifiedName AnyFunctionName()
    {
        var start = at;
        if (Ahead().Symbol == '.' ? IsColumnName(Now) : IsTypeOrFunctionName(Now))
            TakeName();
        else
            SkipVariableName();
        while (Accept('.'))
            SkipLabel();
        return NameFrom(start);
    }

    private void SkipVariableName()
    {
        if (IsVariable)
            SkipName();
        else
            Fail("the name of a function");
    }

    private void FunctionAlias()
    {
        if (Accept(K.As))
        {
            if (Is('('))
            {
                ColumnDefinitions();
                return;
            }

            SkipName();
        }
        else if (IsColumnName(Now))
            TakeName();
        else
            return;
        if (!Is('('))
            return;
        if (Ahead(2).Symbol is ',' or ')')
            ParenthesisedList(SkipName);
        else
            ColumnDefinitions();
    }

    private void ColumnDefinitions() => ParenthesisedList(() =>
    {
        SkipName();
        SkipType();
        if (Accept(K.Collate))
            AnyName();
    });
}
