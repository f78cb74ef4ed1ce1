namespace SafeMigrate.Operations;

/// <summary>
/// Turns one value of an enum into another one wherever it is written to a table. It goes by the values themselves, not by what they are called: it stays right
/// when they are renamed. Made up by plans.
/// </summary>
/// <param name="Trigger">Names the trigger and its functions; unique in the database and at most 40 bytes. The name orders it among others.</param>
/// <param name="Table">The table.</param>
/// <param name="Columns">Its columns of the type.</param>
/// <param name="Type">The enum.</param>
/// <param name="From">What is written.</param>
/// <param name="To">What it becomes.</param>
public sealed record CreateValueMap(string Trigger, QualifiedName Table, ValueList<string> Columns, QualifiedName Type, string From, string To) : TableOperation(Table);

/// <summary>Drops what <see cref="CreateValueMap"/> created. Made up by plans.</summary>
/// <param name="Trigger">Names the trigger and its functions.</param>
/// <param name="Table">The table.</param>
/// <param name="Type">The enum.</param>
public sealed record DropValueMap(string Trigger, QualifiedName Table, QualifiedName Type) : TableOperation(Table);

/// <summary>Fails where an enum is used in a way that <see cref="CreateValueMap"/> does not see: in a table without it, an array, a domain or a composite type. Made up by plans.</summary>
/// <param name="Type">The enum.</param>
/// <param name="Triggers">The names of those that are there.</param>
public sealed record RequireValueMaps(QualifiedName Type, ValueList<string> Triggers) : Operation;

/// <summary>Two values of an enum take each other's name; rows need not be written for it. Made up by plans.</summary>
/// <param name="Type">The enum.</param>
/// <param name="First">The value that comes first in the type's order, before.</param>
/// <param name="Second">The value that comes first after.</param>
public sealed record SwapEnumValues(QualifiedName Type, string First, string Second) : Operation;
