using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    // The tokens of the operand that was read last.
    private (int Start, int End) lastPrimary;

    private Operand Primary()
    {
        var start = at;
        var operand = AnyPrimary();
        lastPrimary = (start, at);
        return operand;
    }

    private Operand AnyPrimary()
    {
        switch (Now.Kind)
        {
            case TokenKind.String or TokenKind.BitString or TokenKind.Integer or TokenKind.Number:
                Advance();
                return new Operand(Shape.Constant);
            case TokenKind.Parameter:
                Advance();
                Indirection();
                return default;
            case TokenKind.QuotedName:
                return NameOrCall();
            case TokenKind.Word:
                return Word == K.NotAKeyword ? NameOrCall() : KeywordPrimary();
            case TokenKind.Symbol when Is('('):
                return ParenthesisOrRow();
            case TokenKind.Symbol when IsVariable:
                SkipVariable();
                Indirection();
                return default;
            default:
                Fail("an expression");
                return default;
        }
    }

    private void SkipVariable()
    {
        Advance();
        Advance();
    }

    private Operand KeywordPrimary()
    {
        var word = Word;
        switch (word)
        {
            case K.Null:
                Advance();
                return new Operand(Shape.Constant | Shape.Null);
            case K.True or K.False:
                Advance();
                return new Operand(Shape.Constant);
            case K.Case: return Case();
            case K.Array: return ArrayConstructor();
            case K.Unique:
                Fail("an expression");
                return default;
        }

        if (Ahead().Symbol == '(' && CallWithGrammar(word))
            return default;
        if (IsValueFunction(word))
            return ValueFunction(word);
        if (IsTypeKeyword(word) && TypedLiteral(word))
            return new Operand(Shape.Constant);
        if (word == K.Collation && Ahead().Keyword == K.For)
            return CollationFor();
        if (IsColumnName(Now) || IsTypeOrFunctionName(Now))
            return NameOrCall();
        Fail("an expression");
        return default;
    }

    private static bool IsValueFunction(Keyword word) => word is K.CurrentDate or K.CurrentTime or K.CurrentTimestamp or K.Localtime
        or K.Localtimestamp or K.CurrentRole or K.CurrentUser or K.SessionUser or K.SystemUser or K.User or K.CurrentCatalog or K.CurrentSchema;

    private Operand ValueFunction(Keyword word)
    {
        if (word == K.CurrentSchema && Ahead().Symbol == '(')
            return NameOrCall();
        functionTokens.Add(at);
        Advance();
        if (word is K.CurrentTime or K.CurrentTimestamp or K.Localtime or K.Localtimestamp && Is('('))
        {
            tokens[at - 1].Use |= TokenUse.Callee;
            IntegerModifier();
        }

        return default;
    }

    private Operand CollationFor()
    {
        Advance();
        Advance();
        Parenthesised(() => Expr());
        return default;
    }

    // A type's name in front of a string: DATE '2024-01-01', NUMERIC(10,2) '1', INTERVAL '1' DAY.
    private bool TypedLiteral(Keyword word)
    {
        if (Ahead().Kind is not TokenKind.String && !(Ahead().Symbol == '(' || Ahead().Kind == TokenKind.Word))
            return false;
        if (Ahead().Kind == TokenKind.Word && Ahead().Keyword is not (K.Varying or K.Precision or K.With or K.Without or K.Character or K.Char))
            return false;
        var start = at;
        SkipTypeOfLiteral();
        if (!failed && Now.Kind == TokenKind.String)
        {
            Advance();
            if (word == K.Interval)
                IntervalFields();
            return true;
        }

        Return(start);
        return false;
    }

    private void SkipTypeOfLiteral()
    {
        if (Is(K.Interval) && Ahead().Symbol != '(')
            TakeName();
        else
            TakeKeywordType();
    }

    // A column, a function call, or the name of a type in front of a string.
    private Operand NameOrCall()
    {
        var start = at;
        var mayBeColumn = IsColumnName(Now);
        var mayBeCall = IsTypeOrFunctionName(Now);
        TakeName();
        if (Is('(') && mayBeCall)
            return Call(start);
        if (Now.Kind == TokenKind.String && mayBeCall)
        {
            Advance();
            return new Operand(Shape.Constant);
        }

        if (!mayBeColumn)
        {
            Return(start);
            Fail("an expression");
            return default;
        }

        return ColumnOrQualifiedCall(start);
    }

    private Operand ColumnOrQualifiedCall(int start)
    {
        var last = start;
        var plain = true;
        while (Is('.'))
        {
            Advance();
            plain = false;
            if (Is('*'))
            {
                columnTokens.Add(at);
                Advance();
                return default;
            }

            last = at;
            SkipLabel();
        }

        if (!plain && Is('('))
            return Call(start);
        if (!plain && Now.Kind == TokenKind.String)
        {
            Advance();
            return new Operand(Shape.Constant);
        }

        columnTokens.Add(last);
        if (!Is('['))
            return new Operand(Shape.Column, last);
        Indirection();
        return default;
    }

    // .field, .*, [index] and [from:to], as often as they come. A field of a column that is written is no column that is read.
    private void Indirection(bool ofTarget = false)
    {
        while (true)
        {
            if (Accept('.'))
            {
                if (!ofTarget)
                    columnTokens.Add(at);
                if (!Accept('*'))
                    SkipLabel();
            }
            else if (Accept('['))
            {
                if (!Is(':'))
                    Expr();
                if (Accept(':') && !Is(']'))
                    Expr();
                Expect(']');
            }
            else
                return;
        }
    }

    private Operand ParenthesisOrRow()
    {
        Advance();
        var inner = StartsQuery ? Query() : Expr();
        if ((inner.Shape & Shape.Query) != 0 && ContinuesQuery)
            QueryTail();
        if (Is(','))
            return Row();
        Expect(')');
        if (!Is('.') && !Is('['))
            return inner with { Shape = inner.Shape & ~Shape.Overlaps };
        Indirection();
        return default;
    }

    private Operand Query()
    {
        QueryWithTail();
        return new Operand(Shape.Query);
    }

    private Operand Row()
    {
        while (Accept(','))
            Expr();
        Expect(')');
        return Overlaps(new Operand(Shape.Row));
    }

    private Operand Overlaps(Operand row)
    {
        if (!Accept(K.Overlaps))
            return row;
        if ((Primary().Shape & Shape.Row) == 0)
            Fail("a row of two values");
        return new Operand(Shape.Overlaps);
    }

    private Operand ExplicitRow()
    {
        Advance();
        Expect('(');
        if (!Is(')'))
            List(() => Expr());
        Expect(')');
        return Overlaps(new Operand(Shape.Row));
    }

    private Operand Case()
    {
        Advance();
        if (!Is(K.When))
            Expr();
        if (!Is(K.When))
            Fail("WHEN");
        while (Accept(K.When))
        {
            Expr();
            Expect(K.Then);
            Expr();
        }

        if (Accept(K.Else))
            Expr();
        Expect(K.End);
        return default;
    }

    private Operand ArrayConstructor()
    {
        Advance();
        if (Is('('))
        {
            SubqueryInParentheses();
            Indirection();
            return default;
        }

        var elements = ArrayElements();
        if (!Is('.') && !Is('['))
            return elements;
        Indirection();
        return default;
    }

    private Operand ArrayElements()
    {
        var result = new Operand(Shape.Constant);
        if (!Enter())
            return result;
        Expect('[');
        if (!Is(']'))
        {
            do
                result = result.Combined(Is('[') ? ArrayElements() : Expr());
            while (Accept(','));
        }

        Expect(']');
        Leave();
        return result;
    }

    private void SubqueryInParentheses()
    {
        if (!Enter())
            return;
        Expect('(');
        if (Is('('))
        {
            SubqueryInParentheses();
            if (ContinuesQuery)
                QueryTail();
        }
        else
            QueryWithTail();
        Expect(')');
        Leave();
    }
}
