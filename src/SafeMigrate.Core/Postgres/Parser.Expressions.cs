using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

/// <summary>Expressions, by precedence climbing with the levels of PostgreSQL's grammar.</summary>
internal sealed partial class Parser
{
    /// <summary>b_expr: without AND, OR, NOT, IN, LIKE, BETWEEN, IS NULL and COLLATE, where those words would mean something else.</summary>
    private const int Restricted = -1;

    private const int NotLevel = 3;
    private const int IsLevel = 4;
    private const int ComparisonLevel = 5;
    private const int MatchLevel = 6;
    private const int OperatorLevel = 8;
    private const int SumLevel = 9;
    private const int ProductLevel = 10;
    private const int PowerLevel = 11;
    private const int ZoneLevel = 12;
    private const int CollateLevel = 13;
    private const int SignLevel = 14;
    private const int CastLevel = 16;

    [Flags]
    private enum Shape : byte
    {
        None = 0,
        Constant = 1,
        Null = 2,
        Column = 4,
        Row = 8,
        Query = 16,
        ColumnIsNull = 32,
        Overlaps = 64,
    }

    /// <summary>What an operand turned out to be; Column is the token of the plain column that it is, or that it asks to be NULL.</summary>
    private readonly record struct Operand(Shape Shape, int Column = -1)
    {
        public Operand Combined(Operand other) => new(Shape & other.Shape & Shape.Constant);
    }

    private Operand Expr(int lowest = 1)
    {
        if (!Enter())
            return default;
        var restricted = lowest == Restricted;
        var operand = Infix(restricted ? 1 : lowest, restricted);
        Leave();
        return operand;
    }

    private Operand Infix(int lowest, bool restricted)
    {
        var proven = notNullTokens.Count;
        var left = Prefix(restricted);
        while (Level(restricted) is var level and > 0 && level >= lowest)
        {
            if (Word != K.And)
                Forget(proven);
            left = Operation(left, level, restricted);
            if (level is ComparisonLevel or MatchLevel && !endsByItself && Level(restricted) == level)
                Fail("another operator: comparisons do not chain");
        }

        return left;
    }

    private bool endsByItself;

    private void Forget(int proven) => notNullTokens.RemoveRange(proven, notNullTokens.Count - proven);

    // The level of the operator that comes next; 0 where none does.
    private int Level(bool restricted)
    {
        ref var token = ref Now;
        switch (token.Kind)
        {
            case TokenKind.Symbol:
                return token.Symbol switch
                {
                    '<' or '>' or '=' => ComparisonLevel,
                    '+' or '-' => SumLevel,
                    '*' or '/' or '%' => ProductLevel,
                    '^' => PowerLevel,
                    _ => 0,
                };
            case TokenKind.Comparison: return ComparisonLevel;
            case TokenKind.Operator: return OperatorLevel;
            case TokenKind.Cast: return CastLevel;
            case TokenKind.Word: return token.Keyword == K.NotAKeyword ? 0 : WordLevel(restricted);
            default: return 0;
        }
    }

    // Words such as OR are also labels that need no AS: SELECT a OR, b.
    private bool IsLabelAtEnd => Ahead() is { Kind: TokenKind.End } or { Symbol: ',' or ')' or ';' } or { Keyword: K.From };

    private int WordLevel(bool restricted) => Word switch
    {
        K.Or or K.And or K.Is or K.Like or K.Ilike or K.In or K.Between or K.Collate when IsLabelAtEnd => 0,
        K.Operator when Ahead().Symbol == '(' => OperatorLevel,
        K.Is => IsLevel,
        _ when restricted => 0,
        K.Or => 1,
        K.And => 2,
        K.Isnull or K.Notnull => IsLevel,
        K.Between or K.In or K.Like or K.Ilike => MatchLevel,
        K.Similar when Ahead().Keyword == K.To => MatchLevel,
        K.Not when Ahead().Keyword is K.Between or K.In or K.Like or K.Ilike or K.Similar => MatchLevel,
        K.At when Ahead().Keyword is K.Time or K.Local => ZoneLevel,
        K.Collate => CollateLevel,
        _ => 0,
    };

    private Operand Operation(Operand left, int level, bool restricted)
    {
        endsByItself = false;
        switch (Word)
        {
            case K.And or K.Or:
                Advance();
                return left.Combined(Expr(level + 1));
            case K.Is: return IsTest(left, restricted);
            case K.Isnull:
                Advance();
                return NullTest(left, negated: false);
            case K.Notnull:
                Advance();
                return NullTest(left, negated: true);
            case K.Between or K.In or K.Like or K.Ilike or K.Similar or K.Not: return Match(left);
            case K.At: return AtZone(left);
            case K.Collate:
                Advance();
                AnyName();
                return new Operand(left.Shape & Shape.Constant);
        }

        if (Now.Kind == TokenKind.Cast)
        {
            Advance();
            SkipType();
            return new Operand(left.Shape & (Shape.Constant | Shape.Null));
        }

        TakeOperator();
        if (!restricted && Word is K.Any or K.Some or K.All)
            return Quantified(left);
        var right = restricted ? Climb(level + 1) : Expr(level + 1);
        endsByItself = false;
        return left.Combined(right);
    }

    private Operand Climb(int lowest)
    {
        if (!Enter())
            return default;
        var operand = Infix(lowest, restricted: true);
        Leave();
        return operand;
    }

    private void TakeOperator()
    {
        if (Accept(K.Operator))
            Parenthesised(QualifiedOperator);
        else
            Advance();
    }

    // any_operator: +, or schema.+ within OPERATOR().
    private void QualifiedOperator()
    {
        while (IsColumnName(Now))
        {
            TakeName();
            Expect('.');
        }

        if (IsOperator)
            Advance();
        else
            Fail("an operator");
    }

    private bool IsOperator => Now.Kind is TokenKind.Operator or TokenKind.Comparison
        || (Now.Kind == TokenKind.Symbol && Now.Symbol is '+' or '-' or '*' or '/' or '%' or '^' or '<' or '>' or '=');

    private Operand Quantified(Operand left)
    {
        Advance();
        Expect('(');
        if (StartsQuery)
            QueryWithTail();
        else
            Expr();
        Expect(')');
        endsByItself = true;
        return default;
    }

    private Operand AtZone(Operand left)
    {
        Advance();
        if (Accept(K.Local))
            return default;
        Expect(K.Time, K.Zone);
        return left.Combined(Expr(ZoneLevel + 1));
    }

    private Operand Prefix(bool restricted)
    {
        if (Now.Kind == TokenKind.Symbol && Now.Symbol is '+' or '-')
        {
            Now.Use |= TokenUse.Prefix;
            Advance();
            return new Operand((restricted ? Climb(SignLevel) : Expr(SignLevel)).Shape & Shape.Constant);
        }

        if (Now.Kind == TokenKind.Operator || (Is(K.Operator) && Ahead().Symbol == '('))
        {
            Now.Use |= Now.Kind == TokenKind.Operator ? TokenUse.Prefix : TokenUse.None;
            TakeOperator();
            return new Operand((restricted ? Climb(OperatorLevel + 1) : Expr(OperatorLevel + 1)).Shape & Shape.Constant);
        }

        if (restricted)
        {
            var operand = Primary();
            if ((operand.Shape & Shape.Overlaps) != 0)
                Fail("parentheses around OVERLAPS");
            return operand;
        }

        if (Is(K.Not))
            return Negation();
        if (Accept(K.Default))
            return default;
        return Primary();
    }

    private Operand Negation()
    {
        Advance();
        var proven = notNullTokens.Count;
        var operand = Expr(NotLevel);
        Forget(proven);
        if ((operand.Shape & Shape.ColumnIsNull) != 0)
            notNullTokens.Add(operand.Column);
        return new Operand(operand.Shape & Shape.Constant);
    }

    // IS [NOT] NULL, TRUE, FALSE, UNKNOWN, DISTINCT FROM x, DOCUMENT, NORMALIZED, JSON.
    private Operand IsTest(Operand left, bool restricted)
    {
        Advance();
        var negated = Accept(K.Not);
        if (Accept(K.Distinct, K.From))
        {
            left.Combined(restricted ? Climb(IsLevel + 1) : Expr(IsLevel + 1));
            if (Is(K.Is) || (!restricted && Word is K.Isnull or K.Notnull))
                Fail("another operator: IS does not chain");
            return default;
        }

        if (Accept(K.Document))
            return default;
        if (restricted)
            Fail("DISTINCT FROM or DOCUMENT");
        else if (Accept(K.Null))
            return NullTest(left, negated);
        else if (Accept(K.Json))
            JsonPredicate();
        else if (Word is K.Nfc or K.Nfd or K.Nfkc or K.Nfkd)
        {
            Advance();
            Expect(K.Normalized);
        }
        else if (!Accept(K.True) && !Accept(K.False) && !Accept(K.Unknown) && !Accept(K.Normalized))
            Fail("NULL, TRUE, FALSE, UNKNOWN, DISTINCT FROM, DOCUMENT, NORMALIZED or JSON");
        return new Operand(left.Shape & Shape.Constant);
    }

    private Operand NullTest(Operand left, bool negated)
    {
        if ((left.Shape & Shape.Column) == 0)
            return new Operand(left.Shape & Shape.Constant);
        if (!negated)
            return new Operand(Shape.ColumnIsNull, left.Column);
        notNullTokens.Add(left.Column);
        return default;
    }

    private void JsonPredicate()
    {
        if (Word is K.Value or K.Array or K.Object or K.Scalar)
            Advance();
        UniqueKeys();
    }

    private void UniqueKeys()
    {
        if (Is(K.With, K.Unique) || Is(K.Without, K.Unique))
        {
            Advance();
            Advance();
            Accept(K.Keys);
        }
    }

    private Operand Match(Operand left)
    {
        Accept(K.Not);
        var word = Word;
        Advance();
        switch (word)
        {
            case K.Between:
                if (!Accept(K.Symmetric))
                    Accept(K.Asymmetric);
                Expr(Restricted);
                Expect(K.And);
                Expr(MatchLevel + 1);
                break;
            case K.In:
                InList();
                endsByItself = true;
                return default;
            case K.Similar:
                Expect(K.To);
                Pattern();
                break;
            default:
                if (Word is K.Any or K.Some or K.All)
                    return Quantified(left);
                Pattern();
                break;
        }

        endsByItself = false;
        return default;
    }

    private void Pattern()
    {
        Expr(MatchLevel + 1);
        if (Accept(K.Escape))
            Expr(MatchLevel + 1);
    }

    private void InList()
    {
        Expect('(');
        if (StartsQuery)
            QueryWithTail();
        else if ((Expr().Shape & Shape.Query) != 0 && ContinuesQuery)
            QueryTail();
        else
        {
            while (Accept(','))
                Expr();
        }

        Expect(')');
    }
}
