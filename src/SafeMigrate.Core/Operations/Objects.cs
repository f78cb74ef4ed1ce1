namespace SafeMigrate.Operations;

/// <summary>The kinds of objects that share <see cref="DropObject"/>, <see cref="RenameObject"/>, <see cref="MoveObject"/> and <see cref="ChangeOwner"/>.</summary>
public enum ObjectKind
{
    /// <summary>A table; dropped, renamed and moved by operations of its own.</summary>
    Table,

    /// <summary>An index; dropped and renamed by operations of its own.</summary>
    Index,

    /// <summary>A view.</summary>
    View,

    /// <summary>A materialized view.</summary>
    MaterializedView,

    /// <summary>A foreign table.</summary>
    ForeignTable,

    /// <summary>A sequence.</summary>
    Sequence,

    /// <summary>A function or aggregate.</summary>
    Function,

    /// <summary>A procedure.</summary>
    Procedure,

    /// <summary>An enum, composite or range type.</summary>
    Type,

    /// <summary>A domain.</summary>
    Domain,

    /// <summary>A schema.</summary>
    Schema,

    /// <summary>A database.</summary>
    Database,

    /// <summary>An extension.</summary>
    Extension,

    /// <summary>A publication.</summary>
    Publication,

    /// <summary>A subscription.</summary>
    Subscription,

    /// <summary>Extended statistics.</summary>
    Statistics,

    /// <summary>A collation.</summary>
    Collation,

    /// <summary>A role.</summary>
    Role,

    /// <summary>Anything else: operators, casts, text search objects, servers.</summary>
    Other,
}

/// <summary>DROP of anything but a table, index, trigger, rule or policy; one for each object named.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Object">Its name, of a function without its arguments.</param>
public sealed record DropObject(ObjectKind Kind, QualifiedName Object) : Operation
{
    /// <summary>IF EXISTS.</summary>
    public bool IfExists { get; init; }

    /// <summary>CASCADE.</summary>
    public bool Cascade { get; init; }
}

/// <summary>ALTER ... RENAME TO of anything but a table, column, constraint, index or trigger.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Object">Its old name.</param>
/// <param name="NewName">Its new name.</param>
public sealed record RenameObject(ObjectKind Kind, QualifiedName Object, string NewName) : Operation;

/// <summary>ALTER ... SET SCHEMA of anything but a table.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Object">Its old name.</param>
/// <param name="NewSchema">The schema it moves to.</param>
public sealed record MoveObject(ObjectKind Kind, QualifiedName Object, string NewSchema) : Operation;

/// <summary>ALTER ... OWNER TO.</summary>
/// <param name="Kind">What it is; a table as well.</param>
/// <param name="Object">Its name.</param>
/// <param name="Owner">The new owner as written.</param>
public sealed record ChangeOwner(ObjectKind Kind, QualifiedName Object, string Owner) : Operation;

/// <summary>CREATE SCHEMA.</summary>
/// <param name="Schema">The new schema; "" where only AUTHORIZATION names it.</param>
public sealed record CreateSchema(string Schema) : Operation
{
    /// <summary>IF NOT EXISTS.</summary>
    public bool IfNotExists { get; init; }
}

/// <summary>CREATE EXTENSION, or ALTER EXTENSION ... UPDATE.</summary>
/// <param name="Extension">The extension.</param>
public sealed record InstallExtension(string Extension) : Operation
{
    /// <summary>IF NOT EXISTS.</summary>
    public bool IfNotExists { get; init; }

    /// <summary>ALTER EXTENSION ... UPDATE.</summary>
    public bool Update { get; init; }

    /// <summary>VERSION or TO, as written without quotes; null where not written.</summary>
    public string? Version { get; init; }
}
