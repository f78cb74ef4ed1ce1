namespace SafeMigrate.Operations;

/// <summary>An SQL query or data change, as far as rules and gates need it.</summary>
/// <param name="Sql">The statement's text without its semicolon.</param>
public abstract record DataOperation(string Sql) : Operation
{
    /// <summary>The relations read.</summary>
    public ValueList<QualifiedName> Reads { get; init; } = ValueList<QualifiedName>.Empty;

    /// <summary>The columns named anywhere in it; <c>*</c> where all are read.</summary>
    public ValueList<string> Columns { get; init; } = ValueList<string>.Empty;
}

/// <summary>SELECT, VALUES or TABLE.</summary>
/// <param name="Sql">The statement's text without its semicolon.</param>
public sealed record Query(string Sql) : DataOperation(Sql);

/// <summary>INSERT.</summary>
/// <param name="Table">The table written.</param>
/// <param name="Sql">The statement's text without its semicolon.</param>
public sealed record InsertRows(QualifiedName Table, string Sql) : DataOperation(Sql)
{
    /// <summary>The columns listed; empty where none are, which means all in order.</summary>
    public ValueList<string> Targets { get; init; } = ValueList<string>.Empty;

    /// <summary>True where the rows come from a query, so that their number is unknown; false with VALUES or DEFAULT VALUES.</summary>
    public bool FromQuery { get; init; }
}

/// <summary>UPDATE.</summary>
/// <param name="Table">The table written.</param>
/// <param name="Sql">The statement's text without its semicolon.</param>
public sealed record UpdateRows(QualifiedName Table, string Sql) : DataOperation(Sql)
{
    /// <summary>The columns assigned.</summary>
    public ValueList<string> Targets { get; init; } = ValueList<string>.Empty;

    /// <summary>WHERE, or null: then every row is written.</summary>
    public Expression? Where { get; init; }

    /// <summary>TOP (SQL Server): at most so many rows, as in a loop of batches.</summary>
    public bool Limited { get; init; }
}

/// <summary>DELETE.</summary>
/// <param name="Table">The table written.</param>
/// <param name="Sql">The statement's text without its semicolon.</param>
public sealed record DeleteRows(QualifiedName Table, string Sql) : DataOperation(Sql)
{
    /// <summary>WHERE, or null: then every row is deleted.</summary>
    public Expression? Where { get; init; }

    /// <summary>TOP (SQL Server): at most so many rows, as in a loop of batches.</summary>
    public bool Limited { get; init; }
}

/// <summary>MERGE.</summary>
/// <param name="Table">The table written.</param>
/// <param name="Sql">The statement's text without its semicolon.</param>
public sealed record MergeRows(QualifiedName Table, string Sql) : DataOperation(Sql)
{
    /// <summary>What its WHEN clauses do, each once: <c>INSERT</c>, <c>UPDATE</c>, <c>DELETE</c>, <c>NOTHING</c>.</summary>
    public ValueList<string> Actions { get; init; } = ValueList<string>.Empty;
}
