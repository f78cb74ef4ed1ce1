using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A new NOT NULL column without a default.</summary>
public sealed class SM1007AddRequiredColumn : SqlServerRule<AddColumn>
{
    /// <inheritdoc/>
    public override string Id => "SM1007";

    /// <inheritdoc/>
    public override string Name => "mssql-add-required-column";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override string Title => "Adding a NOT NULL column without a default fails where there are rows";

    /// <inheritdoc/>
    public override string Why =>
        "SQL Server refuses it with error 4901 unless the table is empty; and where it succeeds, every INSERT of the version that still runs fails, because it does not know the column.";

    /// <inheritdoc/>
    public override string Instead => "Give it a default, and keep the default until no old version is left; or add it as NULL";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders ADD Paid bit NOT NULL;";

    /// <inheritdoc/>
    public override string Good => "ALTER TABLE dbo.Orders ADD Paid bit NULL;";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        var column = operation.Column;
        if (!column.NotNull || column.Default is not null || column.Identity is not null || column.Generated is not null || column.Type.Name == "timestamp")
            yield break; // The server knows a value.

        yield return Found(operation, $"Adding {operation.Table}.{column.Name} as NOT NULL without a default fails where there are rows, and breaks inserts of the version that still runs");
    }
}
