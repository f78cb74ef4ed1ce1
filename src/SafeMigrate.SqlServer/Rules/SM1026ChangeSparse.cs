using SafeMigrate.Operations;
using SafeMigrate.Rules;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A column becomes SPARSE, or ceases to be.</summary>
public sealed class SM1026ChangeSparse : SqlServerRule<ChangeSparse>
{
    /// <inheritdoc/>
    public override string Id => "SM1026";

    /// <inheritdoc/>
    public override string Name => "mssql-sparse";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "Changing SPARSE writes every row";

    /// <inheritdoc/>
    public override string Why =>
        "The rows are copied to their new form under a schema modification lock, and it fails where a row gets too long.";

    /// <inheritdoc/>
    public override string Instead => "Add a second column with the property, fill it in batches, and swap";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders ALTER COLUMN Note ADD SPARSE;";

    /// <inheritdoc/>
    public override string Good => "ALTER TABLE dbo.Orders ADD Remark nvarchar(200) SPARSE NULL;";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(ChangeSparse operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        yield return Found(operation, $"{(operation.Sparse ? "Adding SPARSE to" : "Dropping SPARSE of")} {operation.Table}.{operation.Column} writes every row while all access to the table waits");
    }
}
