namespace SafeMigrate.Postgres;

/// <summary>Reads PostgreSQL's SQL into operations.</summary>
public static class PostgresReader
{
    /// <summary>
    /// The statements of a text, in order. What cannot be read becomes an <see cref="Operations.Unreadable"/> statement, and reading goes on
    /// at the next statement; nothing is thrown, whatever the text.
    /// </summary>
    public static IReadOnlyList<Statement> Read(SourceText source) => [];

    /// <summary>An expression, with what is known about it. Text that cannot be read gives an expression without facts.</summary>
    public static Expression ReadExpression(string sql) => new(sql);

    /// <summary>A type name with its modifiers, in canonical form; null where the text is no type.</summary>
    public static DataType? ReadType(string sql) => new(sql);

    /// <summary>The expression with every reference to column <paramref name="from"/> changed to <paramref name="to"/>.</summary>
    public static Expression RenameColumn(Expression expression, string from, string to) => expression;
}
