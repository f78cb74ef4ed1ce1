using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>The order of the table itself is changed.</summary>
public sealed class SM1022ClusteredChange : SqlServerRule<TableOperation>
{
    /// <inheritdoc/>
    public override string Id => "SM1022";

    /// <inheritdoc/>
    public override string Name => "mssql-clustered-change";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "A clustered index rebuilds the table and all its indexes";

    /// <inheritdoc/>
    public override string Why =>
        "The rows are written in the new order, and every nonclustered index is written anew, because it points at the clustered key. That takes as much space and log as the table, also with ONLINE = ON.";

    /// <inheritdoc/>
    public override string Instead => "Choose the clustered key when the table is created; on a large table copy to a new one and swap";

    /// <inheritdoc/>
    public override string Bad => "CREATE CLUSTERED INDEX CX_Orders ON dbo.Orders (CreatedAt) WITH (ONLINE = ON);";

    /// <inheritdoc/>
    public override string Good => "CREATE NONCLUSTERED INDEX IX_Orders ON dbo.Orders (CreatedAt) WITH (ONLINE = ON);";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        var isClustered = operation is CreateIndex { Index.Clustered: true } or AddConstraint { Constraint: IndexConstraint { Clustered: true } };
        if (isClustered)
            yield return Found(operation, $"The clustered index writes {operation.Table} and all its indexes anew");
    }
}
