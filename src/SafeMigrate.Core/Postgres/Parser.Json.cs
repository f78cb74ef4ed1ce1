using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private bool JsonCall(Keyword word)
    {
        switch (word)
        {
            case K.Json or K.JsonScalar or K.JsonSerialize: return Function(JsonConversion);
            case K.JsonObject: return Function(JsonObject);
            case K.JsonArray: return Function(JsonArray);
            case K.JsonExists or K.JsonQuery or K.JsonValue: return Function(JsonPathCall);
            case K.JsonObjectagg: return JsonAggregate(JsonObject);
            case K.JsonArrayagg: return JsonAggregate(JsonArray);
            default: return false;
        }
    }

    private bool JsonAggregate(Part arguments)
    {
        Function(arguments);
        FilterAndOver();
        return true;
    }

    private void JsonConversion()
    {
        JsonValue();
        UniqueKeys();
        JsonOutput();
    }

    private void JsonValue()
    {
        Expr();
        JsonFormat();
    }

    private void JsonFormat()
    {
        if (!Accept(K.Format, K.Json) || !Accept(K.Encoding))
            return;
        if (NameOf(at).ToLowerInvariant() is not ("utf8" or "utf16" or "utf32"))
            Fail("UTF8, UTF16 or UTF32");
        SkipName();
    }

    private void JsonOutput()
    {
        if (!Accept(K.Returning))
            return;
        SkipType();
        JsonFormat();
    }

    // Either an ordinary function of arguments, or pairs with what to do with NULLs and double keys.
    private void JsonObject()
    {
        if (!Is(')') && !Is(K.Returning))
            List(JsonPair);
        NullOnNull();
        UniqueKeys();
        JsonOutput();
    }

    private void JsonPair()
    {
        if (IsTypeOrFunctionName(Now) && Ahead().Kind is TokenKind.ColonEquals or TokenKind.Arrow)
        {
            Argument();
            return;
        }

        Expr();
        if (Accept(':') || Accept(K.Value))
            JsonValue();
    }

    private void NullOnNull()
    {
        if (Accept(K.Null) || Accept(K.Absent))
            Expect(K.On, K.Null);
    }

    private void JsonArray()
    {
        if (StartsQuery)
            QueryWithTail();
        else if (!Is(')') && !Is(K.Returning))
            List(JsonValue);
        JsonFormat();
        OptionalOrderBy();
        NullOnNull();
        JsonOutput();
    }

    private void JsonPathCall()
    {
        JsonPathHead();
        JsonOutput();
        JsonBehaviour();
    }

    private void JsonPathHead()
    {
        JsonValue();
        Expect(',');
        Expr();
        if (Accept(K.As))
            SkipName();
        if (!Accept(K.Passing))
            return;
        List(() =>
        {
            JsonValue();
            Expect(K.As);
            SkipLabel();
        });
    }

    // WRAPPER, QUOTES, and what to do ON EMPTY and ON ERROR.
    private void JsonBehaviour()
    {
        if (Word is K.With or K.Without && Ahead().Keyword is K.Conditional or K.Unconditional or K.Array or K.Wrapper)
        {
            Advance();
            if (!Accept(K.Conditional))
                Accept(K.Unconditional);
            Accept(K.Array);
            Expect(K.Wrapper);
        }

        if (Accept(K.Keep) || Accept(K.Omit))
        {
            Expect(K.Quotes);
            if (Accept(K.On, K.Scalar))
                Expect(K.String);
        }

        while (!failed && Word is K.Default or K.Error or K.Null or K.True or K.False or K.Unknown or K.Empty)
        {
            if (Accept(K.Default))
                Expr();
            else if (Accept(K.Empty))
            {
                if (!Accept(K.Array))
                    Accept(K.Object);
            }
            else
                Advance();
            Expect(K.On);
            if (!Accept(K.Empty))
                Expect(K.Error);
        }
    }

    private void JsonTable()
    {
        Advance();
        Expect('(');
        JsonPathHead();
        Expect(K.Columns);
        ParenthesisedList(JsonColumn);
        JsonBehaviour();
        Expect(')');
    }

    private void JsonColumn()
    {
        if (!Enter())
            return;
        if (Is(K.Nested) && (Ahead().Keyword == K.Path || Ahead().Kind == TokenKind.String))
            NestedJsonColumns();
        else
        {
            SkipName();
            if (!Accept(K.For, K.Ordinality))
                TypedJsonColumn();
        }

        Leave();
    }

    private void NestedJsonColumns()
    {
        Advance();
        Accept(K.Path);
        SkipString();
        if (Accept(K.As))
            SkipName();
        Expect(K.Columns);
        ParenthesisedList(JsonColumn);
    }

    private void TypedJsonColumn()
    {
        SkipType();
        JsonFormat();
        Accept(K.Exists);
        if (Accept(K.Path))
            SkipString();
        JsonBehaviour();
    }
}
