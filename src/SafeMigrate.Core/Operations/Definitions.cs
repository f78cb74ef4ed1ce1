namespace SafeMigrate.Operations;

/// <summary>What <see cref="KeepDefinition"/> can keep.</summary>
public enum DefinitionKind
{
    /// <summary>A view, or a materialized view with its indexes.</summary>
    View,

    /// <summary>All functions and procedures of a name.</summary>
    Function,

    /// <summary>A trigger of a table.</summary>
    Trigger,

    /// <summary>A policy of a table.</summary>
    Policy,

    /// <summary>A sequence with the number it has come to.</summary>
    Sequence,

    /// <summary>An enum.</summary>
    Enum,

    /// <summary>The privileges on a table, view or sequence and its columns.</summary>
    Privileges,

    /// <summary>What a column is stored with: statistics target, storage, compression and options.</summary>
    ColumnProperties,

    /// <summary>What a table or index is stored with, a table's replica identity and the index it is clustered on.</summary>
    Storage,

    /// <summary>The identity of a column, with the number it has come to.</summary>
    Identity,

    /// <summary>The comment on something.</summary>
    Comment,
}

/// <summary>
/// Writes down how something is now, owner, grants and comment included, or that it is not there, before a step changes it. Made up by plans.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Object">Its name, of a trigger or policy that of its table; for a comment what stands between ON and IS, as the name.</param>
/// <param name="Part">The trigger, policy or column, of storage the parameters that change; else "".</param>
/// <param name="Key">Names what is kept; unique in the database.</param>
public sealed record KeepDefinition(DefinitionKind Kind, QualifiedName Object, string Part, string Key) : Operation;

/// <summary>Brings back what <see cref="KeepDefinition"/> has written down. Does nothing where that was done already. Made up by plans.</summary>
/// <param name="Keep">What was kept.</param>
public sealed record RestoreDefinition(KeepDefinition Keep) : Operation;

/// <summary>
/// Creates something unless it is there, and writes down that it was not there, so that <see cref="RestoreDefinition"/> drops what this has created and nothing else. Made up by plans.
/// </summary>
/// <param name="Keep">What it is.</param>
/// <param name="Create">How it is created.</param>
public sealed record CreateUnlessThere(KeepDefinition Keep, Operation Create) : Operation;

/// <summary>Tries a statement and undoes it at once, so that what the server would refuse later is said before anything is begun. Made up by plans.</summary>
/// <param name="Sql">The statement.</param>
public sealed record Rehearse(string Sql) : Operation;
