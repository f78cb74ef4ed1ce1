using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A change to a type that holds less.</summary>
public sealed class SM1009NarrowColumn : SqlServerRule<ChangeColumnType>
{
    /// <inheritdoc/>
    public override string Id => "SM1009";

    /// <inheritdoc/>
    public override string Name => "mssql-narrow-column";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override string Title => "A column is made narrower";

    /// <inheritdoc/>
    public override string Why =>
        "Values that do not fit make the statement fail after it has read the table under a schema modification lock, and the version that still runs may write such values again.";

    /// <inheritdoc/>
    public override string Instead => "Find the values that do not fit, stop writing them with a CHECK WITH NOCHECK, mend the rows, and leave the type as it is or swap to a new column";

    /// <inheritdoc/>
    public override string Bad => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Code varchar(40) NOT NULL);
        -- next migration
        ALTER TABLE dbo.Orders ALTER COLUMN Code varchar(20) NOT NULL;
        """;

    /// <inheritdoc/>
    public override string Good => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Code varchar(40) NOT NULL);
        -- next migration
        ALTER TABLE dbo.Orders WITH NOCHECK ADD CONSTRAINT CK_Orders_Code CHECK (LEN(Code) <= 20);
        -- next migration
        ALTER TABLE dbo.Orders WITH CHECK CHECK CONSTRAINT CK_Orders_Code;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(ChangeColumnType operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        if (context.Table(operation.Table)?.Column(operation.Column) is { } known && TypeFacts.IsNarrower(known.Type, operation.Type))
            yield return Found(operation, $"Changing {operation.Table}.{operation.Column} from {known.Type} to {operation.Type} fails for values that do not fit");
    }
}
