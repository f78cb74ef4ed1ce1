namespace SafeMigrate;

/// <summary>
/// An SQL expression: its text, and what the reader found out about it. Rules and plans use the facts and never take the text apart.
/// Two expressions are equal when their texts are; the facts follow from the text.
/// </summary>
/// <param name="Sql">One dialect's text in the reader's spacing, without comments.</param>
public sealed record Expression(string Sql)
{
    /// <summary>The functions called, in lower case, schema-qualified where written; operators and casts are not functions.</summary>
    public ValueList<string> Functions { get; init; } = ValueList<string>.Empty;

    /// <summary>The columns named, without table names, each once.</summary>
    public ValueList<string> Columns { get; init; } = ValueList<string>.Empty;

    /// <summary>Columns of which the expression, when it is true, says that they are not NULL: both of <c>a IS NOT NULL AND b IS NOT NULL</c>.</summary>
    public ValueList<string> ProvesNotNull { get; init; } = ValueList<string>.Empty;

    /// <summary>True for a literal, or an expression of literals, casts and operators: no column, function, parameter or query.</summary>
    public bool IsConstant { get; init; }

    /// <summary>True for <c>NULL</c>, also with a cast.</summary>
    public bool IsNull { get; init; }

    /// <inheritdoc/>
    public bool Equals(Expression? other) => other is not null && Sql == other.Sql;

    /// <inheritdoc/>
    public override int GetHashCode() => Sql.GetHashCode();

    /// <summary>The SQL text.</summary>
    public override string ToString() => Sql;
}
