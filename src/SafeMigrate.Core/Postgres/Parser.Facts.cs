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
    }

    // A name of a WITH query is no relation.
    private void NoteRelation(int start)
    {
        if (commonTables.Count > 0 && (start + 1 >= count || tokens[start + 1].Symbol != '.') && commonTables.Contains(NameOf(start)))
            return;
        relationTokens.Add(start);
    }

    private ValueList<QualifiedName> RelationNames(Mark from = default) =>
        relationTokens.Count == from.Relations ? [] : relationTokens.Skip(from.Relations).Select(RelationName).Distinct().ToValueList();

    // A negative place is that of a column's full name, of which the last part is not the table's.
    private QualifiedName RelationName(int token)
    {
        if (token >= 0)
            return NameFrom(token);
        var start = -token - 1;
        return tokens[start + 3].Symbol == '.' ? new QualifiedName(NameOf(start), NameOf(start + 2)) : new QualifiedName(null, NameOf(start));
    }

    private ValueList<string> ColumnNames(Mark from) =>
        columnTokens.Count == from.Columns ? [] : columnTokens.Skip(from.Columns).Select(NameOrStar).Distinct().ToValueList();

    private ValueList<string> FunctionNames(Mark from) =>
        functionTokens.Count == from.Functions ? [] : functionTokens.Skip(from.Functions).Select(FunctionName).Distinct().ToValueList();

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

    private Expression Captured(Mark mark, Operand operand)
    {
        var (start, end) = WithoutParentheses(mark.Start, at);
        return new Expression(Print(start, end))
        {
            Functions = FunctionNames(mark),
            Columns = ColumnNames(mark),
            ProvesNotNull = notNullTokens.Skip(mark.NotNull).Select(NameOf).Distinct().ToValueList(),
            IsConstant = operand.Shape.HasFlag(Shape.Constant),
            IsNull = operand.Shape.HasFlag(Shape.Null),
        };
    }

    // ((a)) and a are the same; (SELECT 1) and (a, b) need their parentheses.
    private (int Start, int End) WithoutParentheses(int start, int end)
    {
        while (end - start > 2 && tokens[start].Symbol == '(' && IsPair(start, end - 1) && tokens[start + 1].Keyword is not (K.Select or K.With or K.Values or K.Table))
            (start, end) = (start + 1, end - 1);
        return (start, end);
    }

    private bool IsPair(int open, int close)
    {
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
