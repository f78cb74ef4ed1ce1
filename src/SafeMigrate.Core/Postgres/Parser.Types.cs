using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    private static readonly Dictionary<string, string> TypeNames = new()
    {
        ["int2"] = "smallint",
        ["int4"] = "integer",
        ["int8"] = "bigint",
        ["float4"] = "real",
        ["float8"] = "double precision",
        ["bool"] = "boolean",
        ["timestamptz"] = "timestamp with time zone",
        ["timetz"] = "time with time zone",
        ["varbit"] = "bit varying",
        ["serial2"] = "smallserial",
        ["serial4"] = "serial",
        ["serial8"] = "bigserial",
    };

    private static readonly ValueList<string> OneCharacter = ["1"];
    private static readonly TextTable<DataType> KnownTypes = new();

    private bool StartsType => IsTypeOrFunctionName(Now) || IsVariable || IsTypeKeyword(Word);

    // Typename: with SETOF and array bounds.
    private DataType TypeName()
    {
        if (!Enter())
            return new DataType("");
        Accept(K.Setof);
        var first = at;
        var percent = SkipSimpleType();
        var end = at;
        var dimensions = percent ? 0 : ArrayBounds();
        Leave();
        if (failed)
            return new DataType("");
        var span = TextSpan.Between(tokens[first].Start, tokens[end - 1].End);
        var type = KnownTypes.Find(source.Text, span) ?? KnownTypes.Keep(source.Text, span, BuildType(first, end));
        return dimensions == 0 ? type : type with { ArrayDimensions = dimensions };
    }

    // The same without building anything, for casts.
    private void SkipType()
    {
        if (!Enter())
            return;
        Accept(K.Setof);
        SkipSimpleType();
        ArrayBounds();
        Leave();
    }

    private int ArrayBounds()
    {
        if (Accept(K.Array))
        {
            if (Accept('['))
            {
                Integer();
                Expect(']');
            }

            return 1;
        }

        var dimensions = 0;
        while (Accept('['))
        {
            if (!Is(']'))
                Integer();
            Expect(']');
            dimensions++;
        }

        return dimensions;
    }

    // True for name%TYPE, which only functions may use.
    private bool SkipSimpleType()
    {
        if (IsTypeKeyword(Word))
        {
            TakeKeywordType();
            return false;
        }

        if (IsVariable)
            SkipName();
        else if (IsTypeOrFunctionName(Now))
            TakeName();
        else
            Fail("a type");
        var dotted = false;
        while (Accept('.'))
        {
            SkipLabel();
            dotted = true;
        }

        if (dotted && Is('%') && Ahead().Keyword == K.Type)
        {
            Advance();
            Advance();
            return true;
        }

        TypeModifiers();
        return false;
    }

    private void TypeModifiers()
    {
        if (!Is('('))
            return;
        tokens[at - 1].Use |= TokenUse.Name;
        Expect('(');
        do
            Expr();
        while (Accept(','));
        Expect(')');
    }

    private static bool IsTypeKeyword(Keyword keyword) => keyword is K.Int or K.Integer or K.Smallint or K.Bigint or K.Real or K.Float
        or K.Double or K.Decimal or K.Dec or K.Numeric or K.Boolean or K.Bit or K.Character or K.Char or K.Varchar or K.National or K.Nchar
        or K.Time or K.Timestamp or K.Interval or K.Json;

    // DOUBLE is an ordinary name unless PRECISION follows.
    private void TakeKeywordType()
    {
        var keyword = Word;
        TakeName();
        switch (keyword)
        {
            case K.Double:
                TakeDouble();
                break;
            case K.Float or K.Varchar:
                IntegerModifier();
                break;
            case K.Decimal or K.Dec or K.Numeric:
                TypeModifiers();
                break;
            case K.Bit:
                TakeWord(K.Varying);
                TypeModifiers();
                break;
            case K.National:
                TakeCharacter();
                break;
            case K.Character or K.Char or K.Nchar:
                TakeWord(K.Varying);
                IntegerModifier();
                break;
            case K.Time or K.Timestamp:
                IntegerModifier();
                TakeZone();
                break;
            case K.Interval:
                TakeInterval();
                break;
        }
    }

    private void TakeDouble()
    {
        if (TakeWord(K.Precision))
            return;
        while (Accept('.'))
            SkipLabel();
        TypeModifiers();
    }

    private void TakeCharacter()
    {
        if (!TakeWord(K.Character) && !TakeWord(K.Char))
            Fail("CHARACTER");
        TakeWord(K.Varying);
        IntegerModifier();
    }

    private void TakeZone()
    {
        if (!(Word is K.With or K.Without) || Ahead().Keyword != K.Time)
            return;
        TakeName();
        TakeName();
        if (!TakeWord(K.Zone))
            Fail("ZONE");
    }

    private void TakeInterval()
    {
        if (Is('('))
        {
            IntegerModifier();
            return;
        }

        IntervalFields();
    }

    private void IntervalFields()
    {
        var first = Word;
        if (first is not (K.Year or K.Month or K.Day or K.Hour or K.Minute or K.Second))
            return;
        TakeName();
        if (first == K.Second)
            IntegerModifier();
        else if (first != K.Month && Is(K.To))
        {
            TakeName();
            if (!MayEndInterval(first, Word))
                Fail("a field of an interval");
            var last = Word;
            TakeName();
            if (last == K.Second)
                IntegerModifier();
        }
    }

    private static bool MayEndInterval(Keyword first, Keyword last) => first switch
    {
        K.Year => last == K.Month,
        K.Day => last is K.Hour or K.Minute or K.Second,
        K.Hour => last is K.Minute or K.Second,
        K.Minute => last == K.Second,
        _ => false,
    };

    private bool TakeWord(Keyword keyword)
    {
        if (!Is(keyword))
            return false;
        TakeName();
        return true;
    }

    private void IntegerModifier()
    {
        if (Accept('('))
        {
            Integer();
            Expect(')');
        }
    }

    private void Integer()
    {
        if (Now.Kind == TokenKind.Integer)
            Advance();
        else
            Fail("a whole number");
    }

    // From the tokens of a type that was read: its canonical name and modifiers.
    private DataType BuildType(int start, int end)
    {
        var open = start;
        while (open < end && tokens[open].Symbol != '(')
            open++;
        var modifiers = Modifiers(open, end);
        if (IsTypeKeyword(tokens[start].Keyword) && !(tokens[start].Keyword == K.Double && tokens[start + 1].Keyword != K.Precision))
            return KeywordType(start, end, modifiers);

        var name = NameFrom(start);
        if (tokens[end - 1].Keyword == K.Type && tokens[end - 2].Symbol == '%')
            return new DataType(name.Name + "%TYPE") { Schema = name.Schema };
        var schema = name.Schema == "pg_catalog" ? null : name.Schema;
        if (schema is null && name.Name == "char")
            return new DataType("\"char\"", modifiers);
        if (schema is null && name.Name == "bpchar" && modifiers.Count > 0)
            return new DataType("character", modifiers);
        var known = schema is null && TypeNames.TryGetValue(name.Name, out var found) ? found : name.Name;
        return new DataType(schema is null && known == "varchar" ? "character varying" : known, modifiers) { Schema = schema };
    }

    private ValueList<string> Modifiers(int open, int end)
    {
        if (open >= end)
            return ValueList<string>.Empty;
        var from = texts.Count;
        var first = open + 1;
        var level = 0;
        for (var i = open; i < end; i++)
        {
            level += tokens[i].Symbol == '(' ? 1 : tokens[i].Symbol == ')' ? -1 : 0;
            if (level == 0 || (level == 1 && tokens[i].Symbol == ','))
            {
                texts.Push(Print(first, i));
                first = i + 1;
            }

            if (level == 0)
                break;
        }

        return texts.Take(from);
    }

    private DataType KeywordType(int start, int end, ValueList<string> modifiers)
    {
        var varying = Has(K.Varying, start, end);
        var one = modifiers.Count == 0 ? OneCharacter : modifiers;
        return tokens[start].Keyword switch
        {
            K.Int or K.Integer => new DataType("integer"),
            K.Smallint => new DataType("smallint"),
            K.Bigint => new DataType("bigint"),
            K.Real => new DataType("real"),
            K.Float => new DataType(modifiers.Count > 0 && int.TryParse(modifiers[0], out var bits) && bits <= 24 ? "real" : "double precision"),
            K.Double => new DataType("double precision"),
            K.Decimal or K.Dec or K.Numeric => new DataType("numeric", modifiers),
            K.Boolean => new DataType("boolean"),
            K.Json => new DataType("json"),
            K.Bit => varying ? new DataType("bit varying", modifiers) : new DataType("bit", one),
            K.Varchar => new DataType("character varying", modifiers),
            K.Character or K.Char or K.National or K.Nchar => varying ? new DataType("character varying", modifiers) : new DataType("character", one),
            K.Time or K.Timestamp => new DataType(
                Keywords.Text(tokens[start].Keyword) + (Has(K.With, start, end) ? " with time zone" : " without time zone"), modifiers),
            _ => IntervalType(start, end, modifiers),
        };
    }

    private bool Has(Keyword keyword, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            if (tokens[i].Keyword == keyword)
                return true;
        }

        return false;
    }

    private DataType IntervalType(int start, int end, ValueList<string> modifiers)
    {
        var fields = new List<string>();
        for (var i = start; i < end; i++)
        {
            if (tokens[i].Kind == TokenKind.Word)
                fields.Add(Keywords.Text(tokens[i].Keyword));
        }

        return new DataType(string.Join(" ", fields), modifiers);
    }
}
