namespace SafeMigrate.Operations;

/// <summary>
/// Gives a column what hangs on another one by its name alone, and nothing else: column grants, the statistics target and attribute options, and, where
/// the types are equal, storage and compression. Made up by plans.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="From">The column that has them.</param>
/// <param name="To">The column that gets them too.</param>
/// <param name="SameType">Storage and compression as well.</param>
public sealed record CopyProperties(QualifiedName Table, string From, string To, bool SameType) : TableOperation(Table)
{
    /// <summary>The comment as well.</summary>
    public bool Comment { get; init; }
}

/// <summary>
/// Points views, policies, functions with SQL bodies, triggers, extended statistics, publications and the replica identity from one column
/// to another. What cannot be moved is an error, and nothing is moved. Made up by plans.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="From">The column that they use.</param>
/// <param name="To">The column that they are to use.</param>
public sealed record MoveDependents(QualifiedName Table, string From, string To) : TableOperation(Table)
{
    /// <summary>The types differ: views are dropped and created again, with their grants and comments, for their columns change with it.</summary>
    public bool Retyped { get; init; }

    /// <summary>Only tries it, and undoes it at once.</summary>
    public bool Rehearsal { get; init; }
}

/// <summary>
/// Lets two columns change the names of their NOT NULL constraints, which PostgreSQL 18 keeps; nothing happens before, or where either has none. Made up by plans.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="From">The column whose constraint has the name.</param>
/// <param name="To">The column whose constraint gets it.</param>
public sealed record SwapNotNullNames(QualifiedName Table, string From, string To) : TableOperation(Table);

/// <summary>Gives an index or constraint the comment of the one whose place it takes. Made up by plans.</summary>
/// <param name="Table">The table.</param>
/// <param name="From">The one that has the comment.</param>
/// <param name="To">The one that gets it.</param>
/// <param name="IsIndex">Both are indexes; else both are constraints of the table.</param>
public sealed record CopyComment(QualifiedName Table, string From, string To, bool IsIndex) : TableOperation(Table);
