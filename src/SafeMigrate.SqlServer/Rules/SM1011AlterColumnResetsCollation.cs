using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>ALTER COLUMN that says nothing about COLLATE.</summary>
public sealed class SM1011AlterColumnResetsCollation : SqlServerRule<ChangeColumnType>
{
    /// <inheritdoc/>
    public override string Id => "SM1011";

    /// <inheritdoc/>
    public override string Name => "mssql-alter-column-resets-collation";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override string Title => "ALTER COLUMN without COLLATE gives the column the collation of the database";

    /// <inheritdoc/>
    public override string Why =>
        "A collation that is not written again is replaced by the default of the database: comparisons and sort orders change, and the rows are written anew.";

    /// <inheritdoc/>
    public override string Instead => "Write COLLATE again";

    /// <inheritdoc/>
    public override string Bad => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Code varchar(20) COLLATE Latin1_General_BIN2 NOT NULL);
        -- next migration
        ALTER TABLE dbo.Orders ALTER COLUMN Code varchar(40) NOT NULL;
        """;

    /// <inheritdoc/>
    public override string Good => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Code varchar(20) COLLATE Latin1_General_BIN2 NOT NULL);
        -- next migration
        ALTER TABLE dbo.Orders ALTER COLUMN Code varchar(40) COLLATE Latin1_General_BIN2 NOT NULL;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(ChangeColumnType operation, RuleContext context)
    {
        if (operation.Collation is null && TypeFacts.IsText(operation.Type)
            && context.Table(operation.Table)?.Column(operation.Column)?.Collation is { } collation)
        {
            yield return Found(operation, $"ALTER COLUMN without COLLATE takes {collation} away from {operation.Table}.{operation.Column}");
        }
    }
}
