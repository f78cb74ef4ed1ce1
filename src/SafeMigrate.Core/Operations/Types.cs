namespace SafeMigrate.Operations;

/// <summary>CREATE TYPE ... AS ENUM.</summary>
/// <param name="Type">The type.</param>
/// <param name="Values">Its values in order.</param>
public sealed record CreateEnum(QualifiedName Type, ValueList<string> Values) : Operation;

/// <summary>ALTER TYPE ... ADD VALUE.</summary>
/// <param name="Type">The enum.</param>
/// <param name="Value">The new value.</param>
public sealed record AddEnumValue(QualifiedName Type, string Value) : Operation
{
    /// <summary>IF NOT EXISTS.</summary>
    public bool IfNotExists { get; init; }

    /// <summary>BEFORE value, else null.</summary>
    public string? Before { get; init; }

    /// <summary>AFTER value, else null.</summary>
    public string? After { get; init; }
}

/// <summary>ALTER TYPE ... RENAME VALUE.</summary>
/// <param name="Type">The enum.</param>
/// <param name="Value">The old value.</param>
/// <param name="NewValue">The new value.</param>
public sealed record RenameEnumValue(QualifiedName Type, string Value, string NewValue) : Operation;

/// <summary>CREATE TYPE that is no enum: composite, range or base.</summary>
/// <param name="Type">The type.</param>
/// <param name="Sql">The statement as written.</param>
public sealed record CreateType(QualifiedName Type, string Sql) : Operation;

/// <summary>ALTER TYPE ... ADD, ALTER, DROP or RENAME ATTRIBUTE.</summary>
/// <param name="Type">The composite type.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Change"><c>ADD</c>, <c>ALTER</c>, <c>DROP</c> or <c>RENAME</c>.</param>
public sealed record ChangeAttribute(QualifiedName Type, string Attribute, string Change) : Operation
{
    /// <summary>CASCADE: typed tables follow.</summary>
    public bool Cascade { get; init; }
}

/// <summary>CREATE DOMAIN.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Type">The type it is based on.</param>
public sealed record CreateDomain(QualifiedName Domain, DataType Type) : Operation
{
    /// <summary>NOT NULL.</summary>
    public bool NotNull { get; init; }

    /// <summary>DEFAULT, or null.</summary>
    public Expression? Default { get; init; }

    /// <summary>The checks, in order.</summary>
    public ValueList<CheckConstraint> Checks { get; init; } = ValueList<CheckConstraint>.Empty;
}

/// <summary>ALTER DOMAIN ... ADD constraint.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Check">The check.</param>
public sealed record AddDomainConstraint(QualifiedName Domain, CheckConstraint Check) : Operation;

/// <summary>ALTER DOMAIN ... DROP CONSTRAINT.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Constraint">The constraint's name.</param>
public sealed record DropDomainConstraint(QualifiedName Domain, string Constraint) : Operation;

/// <summary>ALTER DOMAIN ... VALIDATE CONSTRAINT.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Constraint">The constraint's name.</param>
public sealed record ValidateDomainConstraint(QualifiedName Domain, string Constraint) : Operation;

/// <summary>ALTER DOMAIN ... SET NOT NULL or DROP NOT NULL.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="NotNull">SET NOT NULL.</param>
public sealed record SetDomainNotNull(QualifiedName Domain, bool NotNull) : Operation;

/// <summary>ALTER DOMAIN ... SET DEFAULT or DROP DEFAULT.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Default">The new default, or null for none.</param>
public sealed record SetDomainDefault(QualifiedName Domain, Expression? Default) : Operation;

/// <summary>CREATE SEQUENCE.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Options">The options as written; "" for none.</param>
public sealed record CreateSequence(QualifiedName Sequence, string Options) : Operation
{
    /// <summary>IF NOT EXISTS.</summary>
    public bool IfNotExists { get; init; }
}

/// <summary>ALTER SEQUENCE with options: RESTART, INCREMENT, AS, OWNED BY and others.</summary>
/// <param name="Sequence">The sequence.</param>
/// <param name="Options">The options as written.</param>
public sealed record AlterSequence(QualifiedName Sequence, string Options) : Operation
{
    /// <summary>IF EXISTS.</summary>
    public bool IfExists { get; init; }
}

/// <summary>CREATE FUNCTION or PROCEDURE.</summary>
/// <param name="Function">The function.</param>
/// <param name="Sql">The statement as written.</param>
public sealed record CreateFunction(QualifiedName Function, string Sql) : Operation
{
    /// <summary>OR REPLACE.</summary>
    public bool Replace { get; init; }

    /// <summary>CREATE PROCEDURE.</summary>
    public bool IsProcedure { get; init; }

    /// <summary>IMMUTABLE or STABLE is written; without either the server takes it for volatile.</summary>
    public bool NotVolatile { get; init; }

    /// <summary>SECURITY DEFINER.</summary>
    public bool SecurityDefiner { get; init; }

    /// <summary>What the body does when the function is called, as far as it is literal SQL; nothing of it happens when the function is created.</summary>
    public ValueList<Operation> Statements { get; init; } = ValueList<Operation>.Empty;

    /// <summary>SET search_path stands among its clauses.</summary>
    public bool SetsSearchPath { get; init; }
}
