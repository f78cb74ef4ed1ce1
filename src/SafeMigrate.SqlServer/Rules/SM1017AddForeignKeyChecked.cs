using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A foreign key that checks the rows that exist.</summary>
public sealed class SM1017AddForeignKeyChecked : SqlServerRule<AddForeignKey>
{
    /// <inheritdoc/>
    public override string Id => "SM1017";

    /// <inheritdoc/>
    public override string Name => "mssql-add-foreign-key-checked";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "ADD FOREIGN KEY reads the table under exclusive locks";

    /// <inheritdoc/>
    public override string Why =>
        "WITH CHECK is the default: the rows that exist are checked while schema modification locks are held on both tables, so nobody reads or writes either.";

    /// <inheritdoc/>
    public override string Instead => "Add it WITH NOCHECK, which checks new rows only, and let WITH CHECK CHECK CONSTRAINT follow in a quiet window";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders ADD CONSTRAINT FK_Orders_Customers FOREIGN KEY (CustomerId) REFERENCES dbo.Customers (Id);";

    /// <inheritdoc/>
    public override string Good => """
        ALTER TABLE dbo.Orders WITH NOCHECK ADD CONSTRAINT FK_Orders_Customers FOREIGN KEY (CustomerId) REFERENCES dbo.Customers (Id);
        -- next migration
        ALTER TABLE dbo.Orders WITH CHECK CHECK CONSTRAINT FK_Orders_Customers;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(AddForeignKey operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        if (operation.ForeignKey.NotValid)
            yield break;

        yield return Found(operation, $"Adding foreign key {operation.ForeignKey.Name} reads {operation.Table} while all access to it and to {operation.ForeignKey.ReferencedTable} waits");
    }
}
