using SafeMigrate.Operations;
using SafeMigrate.Rules;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A change of type that writes every row.</summary>
public sealed class SM1008AlterColumnOffline : SqlServerRule<ChangeColumnType>
{
    /// <inheritdoc/>
    public override string Id => "SM1008";

    /// <inheritdoc/>
    public override string Name => "mssql-alter-column-offline";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Error;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "ALTER COLUMN writes or reads every row under an exclusive lock";

    /// <inheritdoc/>
    public override string Why =>
        "Most changes of type (int to bigint, char to nchar, datetime to datetime2, another collation) write every row under a schema modification lock, and nobody reads or writes meanwhile. Only a longer varchar, nvarchar or varbinary, short of (max), is a change of metadata. WITH (ONLINE = ON) needs Enterprise Edition or Azure SQL.";

    /// <inheritdoc/>
    public override string Instead => "Add a second column of the new type, fill it in batches while a trigger keeps both equal, and swap them when no old version is left; or use WITH (ONLINE = ON)";

    /// <inheritdoc/>
    public override string Bad => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Quantity int NOT NULL);
        -- next migration
        ALTER TABLE dbo.Orders ALTER COLUMN Quantity bigint NOT NULL;
        """;

    /// <inheritdoc/>
    public override string Good => """
        CREATE TABLE dbo.Orders (Id int NOT NULL, Code varchar(20) NOT NULL);
        -- next migration
        ALTER TABLE dbo.Orders ALTER COLUMN Code varchar(40) NOT NULL;
        """;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(ChangeColumnType operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        if (operation.Online)
            yield break; // SM1002 says where that fails.

        var known = context.Table(operation.Table)?.Column(operation.Column);
        if (known is not null && TypeFacts.IsMetadataOnly(known.Type, operation.Type))
            yield break;
        if (known is not null && TypeFacts.IsNarrower(known.Type, operation.Type))
            yield break; // SM1009 says more about it.

        // Without the old type it may be a longer varchar: likely enough to be wrong about, so a warning.
        var severity = known is null && TypeFacts.CanGrowInPlace(operation.Type) ? Severity.Warning : Severity.Error;
        var from = known is null ? "" : $" from {known.Type}";
        yield return Found(operation, $"Changing {operation.Table}.{operation.Column}{from} to {operation.Type} writes every row while all access to the table waits")
            with
        { Severity = severity };
    }
}
