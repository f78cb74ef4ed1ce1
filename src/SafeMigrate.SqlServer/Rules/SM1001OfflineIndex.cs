using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>An index that is built offline.</summary>
public sealed class SM1001OfflineIndex : SqlServerRule<CreateIndex>
{
    /// <inheritdoc/>
    public override string Id => "SM1001";

    /// <inheritdoc/>
    public override string Name => "mssql-offline-index";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "An index is built offline";

    /// <inheritdoc/>
    public override string Why =>
        "Building a nonclustered index offline holds a shared lock on the table, so all writes wait until it is done; building a clustered one holds a schema modification lock, so reads wait as well. ONLINE = ON needs Enterprise Edition or Azure SQL.";

    /// <inheritdoc/>
    public override string Instead => "Build it WITH (ONLINE = ON), on Standard Edition in a quiet window";

    /// <inheritdoc/>
    public override string Bad => "CREATE INDEX IX_Orders_CustomerId ON dbo.Orders (CustomerId);";

    /// <inheritdoc/>
    public override string Good => "CREATE INDEX IX_Orders_CustomerId ON dbo.Orders (CustomerId) WITH (ONLINE = ON);";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(CreateIndex operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        if (operation.Concurrently)
            yield break;

        var blocked = operation.Index.Clustered ? "reads and writes" : "writes";
        yield return Found(operation, $"Building index {operation.Index.Name} offline makes {blocked} of {operation.Table} wait until it is done");
    }
}
