using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>NULL becomes NOT NULL.</summary>
public sealed class SM1012SetNotNull : SqlServerRule<SetNotNull>
{
    /// <inheritdoc/>
    public override string Id => "SM1012";

    /// <inheritdoc/>
    public override string Name => "mssql-set-not-null";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "Making a column NOT NULL reads every row under an exclusive lock";

    /// <inheritdoc/>
    public override string Why =>
        "SQL Server reads the whole table under a schema modification lock to see that no NULL is there, and fails where one is; and the version that still runs may go on writing NULLs, which then fail.";

    /// <inheritdoc/>
    public override string Instead => "Wait until no old version is left, add CHECK (column IS NOT NULL) WITH NOCHECK to refuse new NULLs, fill the rows in batches, and run the change in a quiet window";

    /// <inheritdoc/>
    public override string Bad => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Code varchar(20) NULL);
        -- next migration
        ALTER TABLE dbo.Orders ALTER COLUMN Code varchar(20) NOT NULL;
        """;

    /// <inheritdoc/>
    public override string Good => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Code varchar(20) NOT NULL);
        -- next migration
        ALTER TABLE dbo.Orders ALTER COLUMN Code varchar(40) NOT NULL;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(SetNotNull operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        var known = context.Table(operation.Table)?.Column(operation.Column);
        if (known is { NotNull: true })
            yield break; // Only said again, as ALTER COLUMN must.

        yield return Found(operation, $"Making {operation.Table}.{operation.Column} NOT NULL reads every row while all access to the table waits, and fails where one is NULL")
            with
        { Severity = known is null ? Severity.Warning : Severity.Error };
    }
}
