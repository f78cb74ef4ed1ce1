using SafeMigrate.Operations;

namespace SafeMigrate.SqlServer.Operations;

/// <summary>What a statement does to a procedure, function, view or trigger.</summary>
public enum ModuleChange
{
    /// <summary>CREATE.</summary>
    Create,

    /// <summary>ALTER, or CREATE OR ALTER: the one that running versions call is replaced.</summary>
    Alter,

    /// <summary>DROP.</summary>
    Drop,
}

/// <summary>CREATE, ALTER or DROP of a procedure, function, view or trigger.</summary>
/// <param name="Change">Which of them.</param>
/// <param name="Kind">In words: <c>procedure</c>, <c>function</c>, <c>view</c>, <c>trigger</c>.</param>
/// <param name="Module">Its name.</param>
public sealed record ChangeModule(ModuleChange Change, string Kind, QualifiedName Module) : Operation
{
    /// <summary>Parameters that a caller must give, with their @; only of procedures and functions.</summary>
    public ValueList<string> RequiredParameters { get; init; } = ValueList<string>.Empty;

    /// <summary>IF EXISTS, or CREATE OR ALTER.</summary>
    public bool IsRepeatable { get; init; }
}

/// <summary>sp_rename of what is neither a table, a column nor an index.</summary>
/// <param name="Object">Its old name.</param>
/// <param name="NewName">Its new name.</param>
public sealed record RenameOther(QualifiedName Object, string NewName) : Operation;

/// <summary>ALTER SCHEMA ... TRANSFER: the object answers to another name, and its permissions are dropped.</summary>
/// <param name="Object">The object under its old name.</param>
/// <param name="NewSchema">The schema it moves to.</param>
public sealed record TransferObject(QualifiedName Object, string NewSchema) : Operation;
