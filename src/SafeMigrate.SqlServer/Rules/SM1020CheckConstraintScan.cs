using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A constraint is checked against the rows that exist.</summary>
public sealed class SM1020CheckConstraintScan : SqlServerRule<ValidateConstraint>
{
    /// <inheritdoc/>
    public override string Id => "SM1020";

    /// <inheritdoc/>
    public override string Name => "mssql-check-constraint-scan";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Note;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "WITH CHECK CHECK CONSTRAINT reads the table under an exclusive lock";

    /// <inheritdoc/>
    public override string Why =>
        "SQL Server has no milder form: ALTER TABLE holds a schema modification lock while the rows are read.";

    /// <inheritdoc/>
    public override string Instead => "Run it in a quiet window, with SET LOCK_TIMEOUT before it";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders WITH CHECK CHECK CONSTRAINT CK_Orders_Total;";

    /// <inheritdoc/>
    public override string Good => "ALTER TABLE dbo.Orders WITH NOCHECK ADD CONSTRAINT CK_Orders_Total CHECK (Total >= 0);";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(ValidateConstraint operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        yield return Found(operation, $"Checking {operation.Constraint} reads every row of {operation.Table} while all access to it waits");
    }
}
