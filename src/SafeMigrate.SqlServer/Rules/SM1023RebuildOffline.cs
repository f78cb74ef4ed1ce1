using SafeMigrate.Operations;
using SafeMigrate.Rules;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>An index or table is rebuilt offline.</summary>
public sealed class SM1023RebuildOffline : SqlServerRule<RebuildIndex>
{
    /// <inheritdoc/>
    public override string Id => "SM1023";

    /// <inheritdoc/>
    public override string Name => "mssql-rebuild-offline";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "An index is rebuilt offline";

    /// <inheritdoc/>
    public override string Why =>
        "An offline rebuild holds a schema modification lock on the table until it is done, so nobody reads or writes it. ONLINE = ON needs Enterprise Edition or Azure SQL; REORGANIZE is online on every edition.";

    /// <inheritdoc/>
    public override string Instead => "Rebuild WITH (ONLINE = ON), or REORGANIZE";

    /// <inheritdoc/>
    public override string Bad => "ALTER INDEX IX_Orders ON dbo.Orders REBUILD;";

    /// <inheritdoc/>
    public override string Good => "ALTER INDEX IX_Orders ON dbo.Orders REBUILD WITH (ONLINE = ON);";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(RebuildIndex operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        if (operation.Online)
            yield break;

        var what = operation.Index is { } index ? $"index {index}" : $"all of {operation.Table}";
        var purpose = operation.Compresses ? " for another compression" : "";
        yield return Found(operation, $"Rebuilding {what} offline{purpose} makes all access to {operation.Table} wait until it is done");
    }
}
