using SafeMigrate.Operations;
using SafeMigrate.Rules;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>An online index operation in a transaction.</summary>
public sealed class SM1024OnlineInTransaction : SqlServerRule<TableOperation>
{
    /// <inheritdoc/>
    public override string Id => "SM1024";

    /// <inheritdoc/>
    public override string Name => "mssql-online-in-transaction";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override bool DependsOnSize => true;

    /// <inheritdoc/>
    public override string Title => "An online index operation in a transaction keeps its last lock";

    /// <inheritdoc/>
    public override string Why =>
        "Building or rebuilding online takes a short exclusive lock at its end. In a transaction that lock is kept until the commit, with everything that follows; and a resumable operation is refused in one.";

    /// <inheritdoc/>
    public override string Instead => "Run it outside a transaction: TransactionBehavior.None in FluentMigrator, suppressTransaction in EF Core";

    /// <inheritdoc/>
    public override string Bad => """
        BEGIN TRANSACTION;
        CREATE INDEX IX_Orders ON dbo.Orders (CreatedAt) WITH (ONLINE = ON);
        COMMIT;
        """;

    /// <inheritdoc/>
    public override string Good => "CREATE INDEX IX_Orders ON dbo.Orders (CreatedAt) WITH (ONLINE = ON);";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        if (IsNew(operation.Table, context))
            yield break; // No rows, and nobody who waits.
        if (!context.InTransaction)
            yield break;

        if (operation is CreateIndex { Concurrently: true } or RebuildIndex { Online: true } or AddConstraint { Constraint: IndexConstraint { Online: true } })
            yield return Found(operation, $"The online index operation on {operation.Table} keeps its last lock until the transaction commits");
    }
}
