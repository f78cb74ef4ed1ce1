using SafeMigrate.Operations;
using SafeMigrate.Rules;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>ONLINE = ON on an edition that does not have it.</summary>
public sealed class SM1002OnlineNeedsEnterprise : SqlServerRule<TableOperation>
{
    /// <inheritdoc/>
    public override string Id => "SM1002";

    /// <inheritdoc/>
    public override string Name => "mssql-online-needs-enterprise";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override string Title => "ONLINE = ON fails on Standard Edition";

    /// <inheritdoc/>
    public override string Why =>
        "Online index operations and online ALTER COLUMN exist in Enterprise Edition, Developer Edition and Azure SQL only; Standard Edition fails with error 1712, up to and including SQL Server 2025.";

    /// <inheritdoc/>
    public override string Instead => "Leave ONLINE out and run it in a quiet window, or set safemigrate_sqlserver_edition to the edition in use";

    /// <inheritdoc/>
    public override string Bad => """
        -- safemigrate_sqlserver_edition = standard
        CREATE INDEX IX_Orders_CustomerId ON dbo.Orders (CustomerId) WITH (ONLINE = ON);
        """;

    /// <inheritdoc/>
    public override string Good => "CREATE INDEX IX_Orders_CustomerId ON dbo.Orders (CustomerId) WITH (ONLINE = ON);";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        var online = operation switch
        {
            CreateIndex create => create.Concurrently,
            ChangeColumnType change => change.Online,
            RebuildIndex rebuild => rebuild.Online,
            AddConstraint { Constraint: IndexConstraint index } => index.Online,
            _ => false,
        };
        if (online && Editions.Of(context) == Edition.Standard)
            yield return Found(operation, $"ONLINE = ON on {operation.Table} fails with error 1712 on Standard Edition");
    }
}
