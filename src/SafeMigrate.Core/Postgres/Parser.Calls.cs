using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    // Behind the function's name, which starts at a token; a string behind the call makes it a type with modifiers.
    private Operand Call(int name, bool windowless = false)
    {
        functionTokens.Add(name);
        var ordered = Arguments();
        if (Now.Kind == TokenKind.String && !windowless)
        {
            functionTokens.Remove(name);
            Advance();
            return new Operand(Shape.Constant);
        }

        if (!windowless)
            AggregateClauses(ordered);
        if (Is('.') || Is('['))
            Fail("an operator: a call needs parentheses before a field or an index");
        return default;
    }

    // True with ORDER BY.
    private bool Arguments()
    {
        Expect('(');
        if (Accept(')'))
            return false;
        if (Accept('*'))
        {
            Expect(')');
            return false;
        }

        if (!Accept(K.All))
            Accept(K.Distinct);
        do
        {
            Accept(K.Variadic);
            Argument();
        }
        while (Accept(','));
        var ordered = Is(K.Order);
        OptionalOrderBy();
        Expect(')');
        return ordered;
    }

    private void Argument()
    {
        if (IsTypeOrFunctionName(Now) && Ahead().Kind is TokenKind.ColonEquals or TokenKind.Arrow)
        {
            TakeName();
            Advance();
        }

        Expr();
    }

    private void AggregateClauses(bool ordered)
    {
        if (Accept(K.Within, K.Group))
        {
            if (ordered)
                Fail("one ORDER BY, in WITHIN GROUP");
            Expect('(');
            OrderBy();
            Expect(')');
        }

        FilterAndOver();
    }

    private void FilterAndOver()
    {
        if (Is(K.Filter) && Ahead().Symbol == '(')
        {
            Advance();
            Advance();
            Expect(K.Where);
            Expr();
            Expect(')');
        }

        if (!Accept(K.Over))
            return;
        if (Is('('))
            WindowSpecification();
        else
            SkipName();
    }

    private void WindowSpecification()
    {
        Expect('(');
        if (IsColumnName(Now) && !(Is(K.Partition) && Ahead().Keyword == K.By) && !IsFrameStart)
            TakeName();
        if (Accept(K.Partition, K.By))
            List(() => Expr());
        OptionalOrderBy();
        if (IsFrameStart)
            Frame();
        Expect(')');
    }

    private bool IsFrameStart => Word is K.Range or K.Rows or K.Groups;

    private void Frame()
    {
        Advance();
        if (Accept(K.Between))
        {
            FrameBound();
            Expect(K.And);
        }

        FrameBound();
        if (!Accept(K.Exclude))
            return;
        if (!Accept(K.Current, K.Row) && !Accept(K.Group) && !Accept(K.Ties) && !Accept(K.No, K.Others))
            Fail("CURRENT ROW, GROUP, TIES or NO OTHERS");
    }

    private void FrameBound()
    {
        if (Accept(K.Current, K.Row))
            return;
        if (!(Is(K.Unbounded) && Ahead().Keyword is K.Preceding or K.Following && Accept(K.Unbounded)))
            Expr();
        if (!Accept(K.Preceding) && !Accept(K.Following))
            Fail("PRECEDING or FOLLOWING");
    }

    // Functions whose arguments have words between them; false where the word is an ordinary name after all.
    private bool CallWithGrammar(Keyword word)
    {
        switch (word)
        {
            case K.Cast or K.Treat: return Within(CastArguments);
            case K.Coalesce or K.Greatest or K.Least or K.Grouping: return Within(() => List(() => Expr()));
            case K.Nullif: return Within(TwoArguments);
            case K.Exists:
                Advance();
                SubqueryInParentheses();
                return true;
            case K.Row:
                ExplicitRow();
                return true;
            case K.Extract: return Function(ExtractArguments);
            case K.Normalize: return Function(NormalizeArguments);
            case K.Overlay: return Function(OverlayArguments);
            case K.Position: return Function(PositionArguments);
            case K.Substring: return Function(SubstringArguments);
            case K.Trim: return Function(TrimArguments);
            case K.MergeAction: return Function(() => { });
        }

        return XmlCall(word) || JsonCall(word);
    }

    private bool Within(Part arguments)
    {
        Advance();
        Parenthesised(arguments);
        return true;
    }

    private bool Function(Part arguments)
    {
        functionTokens.Add(at);
        return Within(arguments);
    }

    private void CastArguments()
    {
        Expr();
        Expect(K.As);
        SkipType();
    }

    private void TwoArguments()
    {
        Expr();
        Expect(',');
        Expr();
    }

    private void ExtractArguments()
    {
        if (Now.Kind is TokenKind.String or TokenKind.Parameter)
            Advance();
        else if (Word is K.NotAKeyword or K.Year or K.Month or K.Day or K.Hour or K.Minute or K.Second && IsLabel(Now))
            TakeName();
        else
            Fail("a field");
        Expect(K.From);
        Expr();
    }

    private void NormalizeArguments()
    {
        Expr();
        if (!Accept(','))
            return;
        if (!Accept(K.Nfc) && !Accept(K.Nfd) && !Accept(K.Nfkc) && !Accept(K.Nfkd))
            Fail("NFC, NFD, NFKC or NFKD");
    }

    private void OverlayArguments()
    {
        OptionalArguments();
        if (!Accept(K.Placing))
            return;
        Expr();
        Expect(K.From);
        Expr();
        if (Accept(K.For))
            Expr();
    }

    private void PositionArguments()
    {
        Expr(Restricted);
        Expect(K.In);
        Expr(Restricted);
    }

    private void SubstringArguments()
    {
        OptionalArguments();
        if (Accept(K.From))
        {
            Expr();
            if (Accept(K.For))
                Expr();
        }
        else if (Accept(K.For))
        {
            Expr();
            if (Accept(K.From))
                Expr();
        }
        else if (Accept(K.Similar))
        {
            Expr();
            Expect(K.Escape);
            Expr();
        }
    }

    private void OptionalArguments()
    {
        if (!Is(')'))
            List(Argument);
    }

    private void TrimArguments()
    {
        if (!Accept(K.Both) && !Accept(K.Leading))
            Accept(K.Trailing);
        if (Accept(K.From))
        {
            List(() => Expr());
            return;
        }

        List(() => Expr());
        if (Accept(K.From))
            List(() => Expr());
    }
}
