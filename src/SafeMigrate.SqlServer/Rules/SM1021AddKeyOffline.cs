using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A primary key or unique constraint whose index is built offline.</summary>
public sealed class SM1021AddKeyOffline : SqlServerRule<AddConstraint>
{
    /// <inheritdoc/>
    public override string Id => "SM1021";

    /// <inheritdoc/>
    public override string Name => "mssql-add-key-offline";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "A primary key or unique constraint builds its index offline";

    /// <inheritdoc/>
    public override string Why =>
        "The index is built under a schema modification lock, or under a shared lock that makes writes wait. A primary key is clustered where nothing else is said, and then the table and all its indexes are written anew.";

    /// <inheritdoc/>
    public override string Instead => "Add it WITH (ONLINE = ON), on Standard Edition in a quiet window";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders ADD CONSTRAINT UQ_Orders_Number UNIQUE (Number);";

    /// <inheritdoc/>
    public override string Good => "ALTER TABLE dbo.Orders ADD CONSTRAINT UQ_Orders_Number UNIQUE (Number) WITH (ONLINE = ON);";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(AddConstraint operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        if (operation.Constraint is IndexConstraint { Online: false } key)
            yield return Found(operation, $"Building the index of {(key is PrimaryKey ? "primary key" : "unique constraint")} {key.Name} offline makes access to {operation.Table} wait until it is done");
    }
}
