using SafeMigrate.Operations;
using SafeMigrate.Rules;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>ALTER SCHEMA ... TRANSFER.</summary>
public sealed class SM1016TransferObject : SqlServerRule<TransferObject>
{
    /// <inheritdoc/>
    public override string Id => "SM1016";

    /// <inheritdoc/>
    public override string Name => "mssql-transfer-object";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override string Title => "ALTER SCHEMA TRANSFER breaks the version that still uses the old name";

    /// <inheritdoc/>
    public override string Why =>
        "The object answers to the new schema only, and its permissions are dropped with the move.";

    /// <inheritdoc/>
    public override string Instead => "Create a synonym with the old name in the same transaction, and grant the permissions again";

    /// <inheritdoc/>
    public override string Bad => "ALTER SCHEMA sales TRANSFER dbo.Orders;";

    /// <inheritdoc/>
    public override string Good => "CREATE SYNONYM sales.Orders FOR dbo.Orders;";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(TransferObject operation, RuleContext context)
    {
        yield return Found(operation, $"Moving {operation.Object} to schema {operation.NewSchema} breaks every running version that uses the old name, and drops its permissions");
    }
}
