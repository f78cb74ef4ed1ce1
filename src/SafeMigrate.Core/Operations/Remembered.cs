namespace SafeMigrate.Operations;

/// <summary>
/// Writes down what a column is and what hangs on it, as a comment on a sync trigger's function, with which it goes. Made up by plans.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column.</param>
/// <param name="Sync">Names the function.</param>
public sealed record RememberColumn(QualifiedName Table, string Column, string Sync) : TableOperation(Table);

/// <summary>
/// Fails where something hangs on a column now, or is not as it was, that <see cref="RememberColumn"/> did not see and that would stay with it when another column
/// takes its place; reads only. Views, policies, functions, triggers, statistics and publications are <see cref="MoveDependents"/>'s. Made up by plans.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Column">The column; "" for the table itself, which <see cref="RememberTable"/> saw.</param>
/// <param name="Sync">Names the function.</param>
/// <param name="Known">Names of the indexes and constraints that the plan copies or builds.</param>
public sealed record RequireAsRemembered(QualifiedName Table, string Column, string Sync, ValueList<string> Known) : TableOperation(Table)
{
    /// <summary>What the column itself may have become, for the migration changes it or the plan carries it over: <c>default</c>, <c>NOT NULL</c>, ...</summary>
    public ValueList<string> Changeable { get; init; } = ValueList<string>.Empty;

    /// <summary>Names of indexes that the migration drops: they may go with the column.</summary>
    public ValueList<string> Dropped { get; init; } = ValueList<string>.Empty;
}

/// <summary>
/// Gives a column the privileges and the comment that another one got since <see cref="RememberColumn"/>, and takes those that were taken from it. Made up by plans.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="From">The column that was remembered.</param>
/// <param name="To">The column that stays.</param>
/// <param name="Sync">Names the function.</param>
public sealed record CarryPrivileges(QualifiedName Table, string From, string To, string Sync) : TableOperation(Table);

/// <summary>
/// Writes down what a table is and what hangs on it, as a comment on the function that carries its rows, with which it goes. Made up by plans.
/// </summary>
/// <param name="Table">The table.</param>
/// <param name="Sync">Names the function.</param>
public sealed record RememberTable(QualifiedName Table, string Sync) : TableOperation(Table);

/// <summary>
/// Gives the table that takes the place of another the privileges and the comment that the other got since <see cref="RememberTable"/>, and takes those that were taken
/// from it. Made up by plans.
/// </summary>
/// <param name="Table">The table that was remembered.</param>
/// <param name="To">The table that stays.</param>
/// <param name="Sync">Names the function.</param>
public sealed record CarryTablePrivileges(QualifiedName Table, QualifiedName To, string Sync) : TableOperation(Table);
