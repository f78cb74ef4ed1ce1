using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A new IDENTITY or rowversion column.</summary>
public sealed class SM1005AddIdentityColumn : SqlServerRule<AddColumn>
{
    /// <inheritdoc/>
    public override string Id => "SM1005";

    /// <inheritdoc/>
    public override string Name => "mssql-add-identity-column";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "Adding an IDENTITY or rowversion column writes every row";

    /// <inheritdoc/>
    public override string Why =>
        "Every row gets a value of its own, so the whole table is written under a schema modification lock and all access waits.";

    /// <inheritdoc/>
    public override string Instead => "Add a column that may be NULL, fill it in batches from a sequence, and let a default on the sequence serve new rows";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders ADD Number int IDENTITY(1,1) NOT NULL;";

    /// <inheritdoc/>
    public override string Good => """
        ALTER TABLE dbo.Orders ADD Number int NULL;
        ALTER TABLE dbo.Orders ADD CONSTRAINT DF_Orders_Number DEFAULT (NEXT VALUE FOR dbo.OrderNumbers) FOR Number;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        var kind = operation.Column.Identity is not null ? "IDENTITY" : operation.Column.Type.Name == "timestamp" ? "rowversion" : null;
        if (kind is not null)
            yield return Found(operation, $"Adding {kind} column {operation.Table}.{operation.Column.Name} writes every row while all access to the table waits");
    }
}
