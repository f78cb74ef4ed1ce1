using SafeMigrate.Operations;
using SafeMigrate.Rules;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A partition switch that others queue behind.</summary>
public sealed class SM1025SwitchPartition : SqlServerRule<SwitchPartition>
{
    /// <inheritdoc/>
    public override string Id => "SM1025";

    /// <inheritdoc/>
    public override string Name => "mssql-switch-partition";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override string Title => "SWITCH waits for exclusive locks, and everybody queues behind it";

    /// <inheritdoc/>
    public override string Why =>
        "ALTER TABLE ... SWITCH changes metadata only, but it needs schema modification locks on both tables; while it waits for one long query, all new ones wait behind it.";

    /// <inheritdoc/>
    public override string Instead => "Add WITH (WAIT_AT_LOW_PRIORITY (MAX_DURATION = 1 MINUTES, ABORT_AFTER_WAIT = SELF)) and try again";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders SWITCH PARTITION 1 TO dbo.OrdersArchive;";

    /// <inheritdoc/>
    public override string Good => "ALTER TABLE dbo.Orders SWITCH PARTITION 1 TO dbo.OrdersArchive WITH (WAIT_AT_LOW_PRIORITY (MAX_DURATION = 1 MINUTES, ABORT_AFTER_WAIT = SELF));";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(SwitchPartition operation, RuleContext context)
    {
        if (!operation.WaitsAtLowPriority)
            yield return Found(operation, $"SWITCH waits for exclusive locks on {operation.Table} and {operation.Target}, and new queries queue behind it");
    }
}
