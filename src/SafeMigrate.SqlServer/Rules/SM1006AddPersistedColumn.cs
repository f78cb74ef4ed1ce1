using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A new PERSISTED computed column.</summary>
public sealed class SM1006AddPersistedColumn : SqlServerRule<AddColumn>
{
    /// <inheritdoc/>
    public override string Id => "SM1006";

    /// <inheritdoc/>
    public override string Name => "mssql-add-persisted-column";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "Adding a PERSISTED computed column writes every row";

    /// <inheritdoc/>
    public override string Why =>
        "The expression is computed and stored for every row under a schema modification lock. Without PERSISTED only metadata changes.";

    /// <inheritdoc/>
    public override string Instead => "Leave PERSISTED out, or add a plain column, fill it in batches, and keep it up to date with a trigger";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders ADD Gross AS (Net * 2) PERSISTED;";

    /// <inheritdoc/>
    public override string Good => "ALTER TABLE dbo.Orders ADD Gross AS (Net * 2);";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        if (operation.Column.Generated is { Stored: true })
            yield return Found(operation, $"Adding PERSISTED column {operation.Table}.{operation.Column.Name} writes every row while all access to the table waits");
    }
}
