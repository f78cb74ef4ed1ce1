using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A check that looks at the rows that exist.</summary>
public sealed class SM1018AddCheckChecked : SqlServerRule<AddCheck>
{
    /// <inheritdoc/>
    public override string Id => "SM1018";

    /// <inheritdoc/>
    public override string Name => "mssql-add-check-checked";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "ADD CHECK reads the table under an exclusive lock";

    /// <inheritdoc/>
    public override string Why =>
        "WITH CHECK is the default: every row is read while a schema modification lock is held, so nobody reads or writes the table.";

    /// <inheritdoc/>
    public override string Instead => "Add it WITH NOCHECK, which checks new rows only, and let WITH CHECK CHECK CONSTRAINT follow in a quiet window";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders ADD CONSTRAINT CK_Orders_Total CHECK (Total >= 0);";

    /// <inheritdoc/>
    public override string Good => """
        ALTER TABLE dbo.Orders WITH NOCHECK ADD CONSTRAINT CK_Orders_Total CHECK (Total >= 0);
        -- next migration
        ALTER TABLE dbo.Orders WITH CHECK CHECK CONSTRAINT CK_Orders_Total;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(AddCheck operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        if (!operation.Check.NotValid)
            yield return Found(operation, $"Adding check {operation.Check.Name} reads every row of {operation.Table} while all access to it waits");
    }
}
