using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

/// <summary>What a statement names, kept as places of tokens: texts are made only for what is asked.</summary>
internal sealed partial class Parser
{
    private readonly List<int> columnTokens = [];
    private readonly List<int> functionTokens = [];
    private readonly List<int> relationTokens = [];
    private readonly List<int> notNullTokens = [];
    private readonly List<string> commonTables = [];
    private readonly DistinctItems<string> names = new();
    private readonly DistinctItems<QualifiedName> relations = new();
    private readonly Func<int, string> nameOrStar;
    private readonly Func<int, string> functionName;
    private (ValueList<QualifiedName>? Relations, int From, int Count) named;
    private (ValueList<string>? Names, int From, int Count) columns;
    private bool copiesData;
    private bool inAtomicBody;

    /// <summary>Where the lists stood when something began.</summary>
    private readonly record struct Mark(int Columns, int Functions, int Relations, int NotNull, int Start);

    private Mark Here() => new(columnTokens.Count, functionTokens.Count, relationTokens.Count, notNullTokens.Count, at);

    private void ForgetFacts()
    {
        columnTokens.Clear();
        functionTokens.Clear();
        relationTokens.Clear();
        notNullTokens.Clear();
        commonTables.Clear();
        (named, columns) = (default, default);
    }

    // A name of a WITH query is no relation.
    private void NoteRelation(int start)
    {
        if (commonTables.Count > 0 && (start + 1 >= count || tokens[start + 1].Symbol != '.') && commonTables.Contains(NameOf(start)))
            return;
        relationTokens.Add(start);
    }

    // An operation and its statement mostly name the same: then both have the same list.
    private ValueList<QualifiedName> RelationNames(Mark from = default, int except = -1)
    {
        if (except < 0 && named.Relations is { } known && named.From == from.Relations && named.Count == relationTokens.Count)
            return known;
        relations.Clear();
        for (var i = from.Relations; i < relationTokens.Count; i++)
        {
            if (i != except)
                relations.Add(RelationName(relationTokens[i]));
        }

        var list = relations.Count == 1 ? NameTable.Alone(relations.First) : relations.ToValueList();
        if (except < 0)
            named = (list, from.Relations, relationTokens.Count);
        return list;
    }

    // A negative place is that of a column's full name, of which the last part is not the table's.
    private QualifiedName RelationName(int token)
    {
        if (token >= 0)
            return NameFrom(token);
        var start = -token - 1;
        return tokens[start + 3].Symbol == '.' ? new QualifiedName(NameOf(start), NameOf(start + 2)) : new QualifiedName(null, NameOf(start));
    }

    private ValueList<string> ColumnNames(Mark from)
    {
        if (columns.Names is { } known && columns.From == from.Columns && columns.Count == columnTokens.Count)
            return known;
        var list = Distinct(columnTokens, from.Columns, nameOrStar);
        columns = (list, from.Columns, columnTokens.Count);
        return list;
    }

    private ValueList<string> FunctionNames(Mark from) => Distinct(functionTokens, from.Functions, functionName);

    private ValueList<string> Distinct(List<int> places, int from, Func<int, string> read)
    {
        names.Clear();
        for (var i = from; i < places.Count; i++)
            names.Add(read(places[i]));
        return names.Count == 1 ? NameTable.Alone(names.First) : names.ToValueList();
    }

    private string NameOrStar(int token) => tokens[token].Symbol == '*' ? "*" : NameOf(token);

    private string FunctionName(int token)
    {
        var name = NameFrom(token).ToString();
        return tokens[token].Kind == TokenKind.QuotedName ? name : Literals.Fold(name);
    }

    /// <summary>Reads an expression and keeps its text and facts.</summary>
    private Expression ReadExpression(bool restricted = false)
    {
        var mark = Here();
        var operand = Expr(restricted ? Restricted : 1);
        return failed ? new Expression("") : Captured(mark, operand);
    }

    private Expression ParenthesisedExpression()
    {
        Expect('(');
        var expression = ReadExpression();
        Expect(')');
        return expression;
    }

    private static readonly TextTable<Expression> KnownExpressions = new();

    private Expression Captured(Mark mark, Operand operand)
    {
        var span = SpanFrom(mark.Start);
        return KnownExpressions.Find(source.Text, span) ?? KnownExpressions.Keep(source.Text, span, Capture(mark, operand));
    }

    private Expression Capture(Mark mark, Operand operand)
    {
        var (start, end) = WithoutParentheses(mark.Start, at, (operand.Shape & Shape.Query) != 0);
        return new Expression(Print(start, end))
        {
            Functions = FunctionNames(mark),
            Columns = ColumnNames(mark),
            ProvesNotNull = Distinct(notNullTokens, mark.NotNull, nameOrStar),
            IsConstant = (operand.Shape & Shape.Constant) != 0,
            IsNull = (operand.Shape & Shape.Null) != 0,
        };
    }

    // ((a)) and a are the same; (SELECT 1), ((SELECT 1) UNION (SELECT 2)) and (a, b) need their parentheses.
    private (int Start, int End) WithoutParentheses(int start, int end, bool query)
    {
        while (end - start > 2 && tokens[start].Symbol == '(' && IsPair(start, end - 1) && (!query || IsPair(start + 1, end - 2)))
            (start, end) = (start + 1, end - 1);
        return (start, end);
    }

    private bool IsPair(int open, int close)
    {
        if (tokens[open].Symbol != '(')
            return false;
        var level = 0;
        for (var i = open; i < close; i++)
        {
            level += tokens[i].Symbol is '(' or '[' ? 1 : tokens[i].Symbol is ')' or ']' ? -1 : 0;
            if (level == 0 || (level == 1 && tokens[i].Symbol == ','))
                return false;
        }

        return tokens[close].Symbol == ')';
    }
}
