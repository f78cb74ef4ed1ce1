using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The author counts the transactions otherwise than the server.</summary>
internal sealed class SM0820UnbalancedTransaction : Rule<Operation>
{
    public override string Id => "SM0820";
    public override string Name => "unbalanced-transaction";
    public override Severity Severity => Severity.Warning;
    public override string Title => "BEGIN in a transaction, or COMMIT outside of one";
    public override string Why => """
        PostgreSQL has no nested transactions: a second BEGIN is a warning and begins nothing, the first COMMIT ends everything, and what
        stands between it and the second COMMIT runs without a transaction.
        """;
    public override string Instead => "One BEGIN for each COMMIT";
    public override string Bad => """
        BEGIN;
        BEGIN;
        ALTER TABLE orders ADD COLUMN note text;
        COMMIT;
        """;
    public override string Good => """
        BEGIN;
        ALTER TABLE orders ADD COLUMN note text;
        COMMIT;
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (context.Migration.InTransaction || context.Statement.Kind != "TransactionStmt")
            yield break; // In a wrapped file every COMMIT is a finding already; COMMIT in a DO block is meant for the block.

        if (operation is BeginTransaction && context.InTransaction)
            yield return Found(operation, "This begins nothing, because a transaction is open: the next COMMIT ends it");
        else if (operation is CommitTransaction && !context.InTransaction)
            yield return Found(operation, "This commits nothing, because no transaction is open");
    }
}
