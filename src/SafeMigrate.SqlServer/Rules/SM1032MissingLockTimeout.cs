using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>DDL without a limit on its waiting.</summary>
public sealed class SM1032MissingLockTimeout : SqlServerRule<TableOperation>
{
    /// <inheritdoc/>
    public override string Id => "SM1032";

    /// <inheritdoc/>
    public override string Name => "mssql-missing-lock-timeout";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override bool EnabledByDefault => false;

    /// <inheritdoc/>
    public override string Title => "DDL waits for its lock without limit";

    /// <inheritdoc/>
    public override string Why =>
        "LOCK_TIMEOUT is -1 by default: ALTER TABLE waits behind the longest query, and everybody else waits behind ALTER TABLE.";

    /// <inheritdoc/>
    public override string Instead => "SET LOCK_TIMEOUT 2000 at the top of the script, and try again when it fails with error 1222";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders ADD Note nvarchar(200) NULL;";

    /// <inheritdoc/>
    public override string Good => """
        SET LOCK_TIMEOUT 2000;
        ALTER TABLE dbo.Orders ADD Note nvarchar(200) NULL;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        if (operation is CreateTable || context.Setting("lock_timeout") is { } timeout && timeout != "-1")
            yield break;
        if (context.EarlierInMigration.Any(earlier => earlier.Operation is TableOperation and not CreateTable))
            yield break; // Once for a migration is enough.

        yield return Found(operation, $"{operation.Name} on {operation.Table} waits for its lock without limit, and everybody else behind it");
    }
}
