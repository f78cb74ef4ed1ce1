using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A new column whose default is computed for each row.</summary>
public sealed class SM1004AddColumnComputedDefault : SqlServerRule<AddColumn>
{
    /// <inheritdoc/>
    public override string Id => "SM1004";

    /// <inheritdoc/>
    public override string Name => "mssql-add-column-volatile-default";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "Adding a column with NEWID() or another function as its default writes every row";

    /// <inheritdoc/>
    public override string Why =>
        "A default that is not the same for all rows (NEWID(), NEWSEQUENTIALID(), NEXT VALUE FOR, functions of your own) is computed and written for every row under a schema modification lock, on every edition.";

    /// <inheritdoc/>
    public override string Instead => "Add the column as NULL without a default, add the default, and fill the rows in batches";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders ADD Token uniqueidentifier NOT NULL CONSTRAINT DF_Orders_Token DEFAULT NEWID();";

    /// <inheritdoc/>
    public override string Good => """
        ALTER TABLE dbo.Orders ADD Token uniqueidentifier NULL;
        ALTER TABLE dbo.Orders ADD CONSTRAINT DF_Orders_Token DEFAULT NEWID() FOR Token;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        var column = operation.Column;
        if (column.Default is not { } value || !(column.NotNull || operation.WithValues) || RuntimeConstants.Is(value))
            yield break;

        yield return Found(operation, $"Adding {operation.Table}.{column.Name} computes {value} for every row while all access to the table waits");
    }
}
