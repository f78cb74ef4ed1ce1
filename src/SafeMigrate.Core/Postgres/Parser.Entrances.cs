using System.Text;

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
}
