using SafeMigrate.Operations;
using SafeMigrate.Rules;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A temporal table stops keeping its history.</summary>
public sealed class SM1027StopVersioning : SqlServerRule<StopVersioning>
{
    /// <inheritdoc/>
    public override string Id => "SM1027";

    /// <inheritdoc/>
    public override string Name => "mssql-system-versioning-off";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override string Title => "SYSTEM_VERSIONING = OFF leaves a gap in the history";

    /// <inheritdoc/>
    public override string Why =>
        "While versioning is off, changes of the running versions are not kept, and the time columns can be written.";

    /// <inheritdoc/>
    public override string Instead => "Switch it off and on again in one transaction, with DATA_CONSISTENCY_CHECK = ON";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders SET (SYSTEM_VERSIONING = OFF);";

    /// <inheritdoc/>
    public override string Good => """
        BEGIN TRANSACTION;
        ALTER TABLE dbo.Orders SET (SYSTEM_VERSIONING = OFF);
        ALTER TABLE dbo.Orders ADD Remark nvarchar(200) NULL;
        ALTER TABLE dbo.Orders SET (SYSTEM_VERSIONING = ON (HISTORY_TABLE = dbo.OrdersHistory));
        COMMIT;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(StopVersioning operation, RuleContext context)
    {
        if (!context.InTransaction)
            yield return Found(operation, $"Changes of {operation.Table} are missing in its history until versioning is on again");
    }
}
