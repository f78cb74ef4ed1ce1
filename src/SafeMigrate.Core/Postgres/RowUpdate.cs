using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

/// <summary>An UPDATE whose values depend on nothing but the row that is written, so that it may be done in parts and in any order.</summary>
/// <param name="Table">The table.</param>
/// <param name="Assignments">What it sets.</param>
/// <param name="Where">Which rows it sets, over the row's columns without the table's name; null for all.</param>
public sealed record RowUpdate(QualifiedName Table, ValueList<Assignment> Assignments, Expression? Where);

/// <summary>One of the values that an UPDATE sets.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">Its value, over the row's columns without the table's name.</param>
public sealed record Assignment(string Column, Expression Value);

/// <summary>An INSERT of all rows of one table into another, column by column.</summary>
/// <param name="Table">The table that gets them.</param>
/// <param name="Targets">Its columns as listed; empty for all in order.</param>
/// <param name="Source">The table that has them.</param>
/// <param name="Columns">Its columns as listed; empty for all in order.</param>
public sealed record RowInsert(QualifiedName Table, ValueList<string> Targets, QualifiedName Source, ValueList<string> Columns);

/// <summary>An UPDATE that takes columns of another table's rows: <c>SET c = s.c FROM s WHERE s.key = t.key</c>.</summary>
/// <param name="Table">The table that is written.</param>
/// <param name="Source">The table that has the values.</param>
/// <param name="Key">What finds a row of either for one of the other.</param>
/// <param name="Columns">What goes where.</param>
public sealed record RowMerge(QualifiedName Table, QualifiedName Source, ValueList<CarriedColumn> Key, ValueList<CarriedColumn> Columns);

/// <summary>An INSERT of rows that the statement itself gives, and that changes no row that is there.</summary>
/// <param name="Conflict">The words behind ON CONFLICT, the columns among them; empty for none.</param>
public sealed record RowSeed(ValueList<string> Conflict);
