namespace SafeMigrate.Operations;

/// <summary>CREATE TRIGGER.</summary>
/// <param name="Table">The table or view.</param>
/// <param name="Trigger">The trigger's name.</param>
public sealed record CreateTrigger(QualifiedName Table, string Trigger) : TableOperation(Table)
{
    /// <summary>OR REPLACE.</summary>
    public bool Replace { get; init; }

    /// <summary>FROM table of a constraint trigger, else null.</summary>
    public QualifiedName? From { get; init; }

    /// <summary>The statement as written.</summary>
    public string Sql { get; init; } = "";
}

/// <summary>DROP TRIGGER.</summary>
/// <param name="Table">The table or view.</param>
/// <param name="Trigger">The trigger's name.</param>
public sealed record DropTrigger(QualifiedName Table, string Trigger) : TableOperation(Table)
{
    /// <summary>IF EXISTS.</summary>
    public bool IfExists { get; init; }

    /// <summary>CASCADE.</summary>
    public bool Cascade { get; init; }
}

/// <summary>ALTER TRIGGER ... RENAME TO.</summary>
/// <param name="Table">The table or view.</param>
/// <param name="Trigger">The old name.</param>
/// <param name="NewName">The new name.</param>
public sealed record RenameTrigger(QualifiedName Table, string Trigger, string NewName) : TableOperation(Table);

/// <summary>ALTER TABLE ... ENABLE or DISABLE TRIGGER.</summary>
/// <param name="Table">The table.</param>
/// <param name="Trigger">The trigger's name, or <c>ALL</c> or <c>USER</c>.</param>
/// <param name="Enable">ENABLE, also REPLICA and ALWAYS.</param>
public sealed record ToggleTrigger(QualifiedName Table, string Trigger, bool Enable) : TableOperation(Table);

/// <summary>CREATE RULE.</summary>
/// <param name="Table">The table or view.</param>
/// <param name="Rule">The rule's name.</param>
public sealed record CreateRule(QualifiedName Table, string Rule) : TableOperation(Table)
{
    /// <summary>OR REPLACE.</summary>
    public bool Replace { get; init; }

    /// <summary>The statement as written.</summary>
    public string Sql { get; init; } = "";
}

/// <summary>DROP RULE.</summary>
/// <param name="Table">The table or view.</param>
/// <param name="Rule">The rule's name.</param>
public sealed record DropRule(QualifiedName Table, string Rule) : TableOperation(Table)
{
    /// <summary>IF EXISTS.</summary>
    public bool IfExists { get; init; }

    /// <summary>CASCADE.</summary>
    public bool Cascade { get; init; }
}

/// <summary>ALTER TABLE ... ENABLE or DISABLE RULE.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="Enable">ENABLE, also REPLICA and ALWAYS.</param>
public sealed record ToggleRule(QualifiedName Table, string Rule, bool Enable) : TableOperation(Table);

/// <summary>CREATE, ALTER or DROP POLICY.</summary>
/// <param name="Table">The table.</param>
/// <param name="Policy">The policy's name.</param>
/// <param name="Change"><c>CREATE</c>, <c>ALTER</c> or <c>DROP</c>.</param>
public sealed record ChangePolicy(QualifiedName Table, string Policy, string Change) : TableOperation(Table)
{
    /// <summary>IF EXISTS.</summary>
    public bool IfExists { get; init; }
}
