using SafeMigrate.Postgres;

namespace SafeMigrate.Postgres;

/// <summary>Reads PostgreSQL's SQL into operations.</summary>
public static class PostgresReader
{
    /// <summary>
    /// The statements of a text, in order. What cannot be read becomes an <see cref="Operations.Unreadable"/> statement, and reading goes on
    /// at the next statement; nothing is thrown, whatever the text.
    /// </summary>
    public static IReadOnlyList<Statement> Read(SourceText source) => ReadFile(source).Statements;

    /// <summary>The statements of a text with its comments, for what is said about the file as a whole.</summary>
    public static SqlFile ReadFile(SourceText source)
    {
        var parser = new Parser(source);
        var statements = new ValueList<Statement>();
        while (parser.Next() is { } statement)
            statements.Add(statement);
        return FileOf(source, statements, parser.Comments, parser.MetaCommands);
    }

    internal static SqlFile FileOf(SourceText source, ValueList<Statement> statements, IReadOnlyList<TextSpan> comments, IReadOnlyList<TextSpan> commands)
    {
        if (commands.Count > 0)
            statements = [.. statements.Concat(PsqlCommands.Hiding(source, commands)).OrderBy(statement => statement.Location.Span.Start)];
        return SqlFile.Of(source, statements, comments, commands);
    }

    /// <summary>
    /// The statements of a text that is too large to be held, each when it is asked for; as <see cref="Read(SourceText)"/> reads them, but for
    /// rows behind <c>COPY ... FROM STDIN</c> without a line of <c>\.</c>, which go on to the end as they do in psql. Memory grows with the
    /// longest statement, not with the text.
    /// </summary>
    /// <param name="path">As in <see cref="SourceText.Path"/>.</param>
    /// <param name="text">Is read to its end and not closed.</param>
    public static IEnumerable<Statement> Read(string path, TextReader text) => new StatementStream(path, text).Read();

    /// <summary>An expression, with what is known about it. Text that cannot be read gives an expression without facts.</summary>
    public static Expression ReadExpression(string sql) => new Parser(new SourceText("", sql)).WholeExpression() ?? new Expression(sql);

    /// <summary>A type name with its modifiers, in canonical form; null where the text is no type.</summary>
    public static DataType? ReadType(string sql) => new Parser(new SourceText("", sql)).WholeType();

    /// <summary>The expression with every reference to column <paramref name="from"/> changed to <paramref name="to"/>.</summary>
    public static Expression RenameColumn(Expression expression, string from, string to) =>
        new Parser(new SourceText("", expression.Sql)).WithRenamedColumn(from, to) is { } sql ? ReadExpression(sql) : expression;

    /// <summary>An UPDATE whose values depend on nothing but the row that is written; null where the text is none, or asks other tables.</summary>
    public static RowUpdate? ReadRowUpdate(string sql) => new Parser(new SourceText("", sql)).WholeRowUpdate();

    /// <summary>An UPDATE that takes columns of another table's rows, found by a key; null where the text is none.</summary>
    public static RowMerge? ReadRowMerge(string sql) => new Parser(new SourceText("", sql)).WholeRowMerge();

    /// <summary>An INSERT of all rows of one table into another, column by column; null where the text is none.</summary>
    public static RowInsert? ReadRowInsert(string sql) => new Parser(new SourceText("", sql)).WholeRowInsert();

    /// <summary>An INSERT of rows that it gives itself, by VALUES or by SELECT without a table; null where the text is none, or changes other rows.</summary>
    public static RowSeed? ReadRowSeed(string sql) => new Parser(new SourceText("", sql)).WholeRowSeed();
}
