using System.Text;
using SafeMigrate.Operations;
using K = SafeMigrate.Postgres.Keyword;

namespace SafeMigrate.Postgres;

internal sealed partial class Parser
{
    /// <summary>The text as one expression; null where it is none.</summary>
    /// <param name="restricted">True for the kind that a DEFAULT may be without parentheses (<c>b_expr</c>).</param>
    public Expression? WholeExpression(bool restricted = false)
    {
        Restart();
        var expression = ReadExpression(restricted);
        return failed || !IsEnd ? null : expression;
    }

    /// <summary>The text as one type; null where it is none.</summary>
    public DataType? WholeType()
    {
        Restart();
        var type = TypeName();
        return failed || !IsEnd ? null : type;
    }

    /// <summary>The expression's text with another name for a column; null where it cannot be read or does not name the column.</summary>
    public string? WithRenamedColumn(string from, string to)
    {
        Restart();
        Expr();
        if (failed || !IsEnd)
            return null;
        var text = new StringBuilder(source.Text);
        var places = columnTokens.Where(token => NameOrStar(token) == from).Distinct().OrderByDescending(token => token).ToList();
        foreach (var token in places)
            text.Remove(tokens[token].Start, tokens[token].Length).Insert(tokens[token].Start, PostgresIdentifier.Quote(to));
        return places.Count == 0 ? null : text.ToString();
    }

    /// <summary>The text as an UPDATE whose values depend on nothing but the row itself; null where it is none.</summary>
    public RowUpdate? WholeRowUpdate()
    {
        Restart();
        if (!Accept(K.Update))
            return null;
        var (table, only) = RelationWithOnly();
        var called = CalledAs(table);
        var relations = relationTokens.Count;
        Expect(K.Set);
        var assignments = new ValueList<Assignment>();
        do
        {
            if (failed || Is('('))
                return null;
            var column = TargetColumn();
            Expect('=');
            if (Is(K.Default))
                return null;
            assignments.Add(new Assignment(column, OfRow(called)));
        }
        while (Accept(','));
        var where = Accept(K.Where) ? OfRow(called) : null;
        Accept(';');
        return failed || !IsEnd || only || relationTokens.Count > relations ? null : new RowUpdate(table, assignments, where);
    }

    /// <summary>The text as an UPDATE that takes columns of another table's rows, found by a key; null where it is none.</summary>
    public RowMerge? WholeRowMerge()
    {
        Restart();
        if (!Accept(K.Update))
            return null;
        var (table, only) = RelationWithOnly();
        var target = CalledAs(table);
        var assigned = new List<(string Table, string To, string From)>();
        Expect(K.Set);
        do
        {
            if (failed || Is('('))
                return null;
            var to = TargetColumn();
            Expect('=');
            var (of, from) = ColumnOf();
            assigned.Add((of, to, from));
        }
        while (Accept(','));
        if (!Accept(K.From))
            return null;
        var (other, onlyOther) = RelationWithOnly();
        var source = CalledAs(other);
        var key = new ValueList<CarriedColumn>();
        Expect(K.Where);
        do
        {
            var (one, left) = ColumnOf();
            Expect('=');
            var (another, right) = ColumnOf();
            if (failed || one == another || new[] { one, another }.Any(called => called != source && called != target))
                return null;
            key.Add(one == source ? new CarriedColumn(left, right) : new CarriedColumn(right, left));
        }
        while (Accept(K.And));
        Accept(';');
        return failed || !IsEnd || only || onlyOther || assigned.Any(set => set.Table != source) ? null
            : new RowMerge(table, other, key, assigned.Select(set => new CarriedColumn(set.From, set.To)).ToValueList());
    }

    private string CalledAs(QualifiedName table)
    {
        var alias = at;
        TargetAlias();
        return at > alias ? NameOf(at - 1) : table.Name;
    }

    private (string Table, string Column) ColumnOf()
    {
        var table = Name();
        Expect('.');
        return (table, Name());
    }

    /// <summary>The text as an INSERT of all rows of one other table, each as it is; null where it is none.</summary>
    public RowInsert? WholeRowInsert()
    {
        Restart();
        if (!Accept(K.Insert, K.Into))
            return null;
        var table = Relation();
        var targets = Is('(') ? TargetColumns() : [];
        if (Accept(K.Overriding) && !Accept(K.System, K.Value) || !Accept(K.Select))
            return null;
        var columns = new ValueList<string>();
        var all = Accept('*');
        do
        {
            if (all)
                break;
            var (first, from) = (at, columnTokens.Count);
            Expr();
            if (failed || columnTokens.Count != from + 1 || columnTokens[from] != at - 1 || at - first > 3)
                return null;
            columns.Add(NameOf(at - 1));
            if (Accept(K.As))
                SkipLabel();
        }
        while (Accept(','));
        if (!Accept(K.From))
            return null;
        var (source, only) = RelationWithOnly();
        TargetAlias();
        Accept(';');
        return failed || !IsEnd || only ? null : new RowInsert(table, targets, source, columns);
    }

    // The next expression, its columns without the name of the table before them.
    private Expression OfRow(string table)
    {
        var (start, from) = (at, columnTokens.Count);
        Expr();
        if (failed)
            return new Expression("");
        var text = new StringBuilder(source.Text, tokens[start].Start, tokens[at - 1].End - tokens[start].Start, 256);
        foreach (var token in columnTokens.Skip(from).Distinct().OrderByDescending(token => token))
        {
            var first = token;
            while (first > start && tokens[first - 1].Symbol == '.')
                first -= 2;
            if (first < token && NameOf(token - 2) == table)
                text.Remove(tokens[first].Start - tokens[start].Start, tokens[token].Start - tokens[first].Start);
        }

        return PostgresReader.ReadExpression(text.ToString());
    }
}
