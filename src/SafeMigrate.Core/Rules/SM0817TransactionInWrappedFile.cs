using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>It ends the transaction of the tool.</summary>
internal sealed class SM0817TransactionInWrappedFile : Rule<Operation>
{
    public override string Id => "SM0817";
    public override string Name => "transaction-in-wrapped-file";
    public override Severity Severity => Severity.Error;
    public override Dialect? Dialect => null;
    public override string Title => "COMMIT or ROLLBACK in a file that the migration tool wraps in a transaction";
    public override string Why => """
        COMMIT ends the transaction of the tool: what follows runs without one, and the entry in its history is written apart from the
        change.
        """;
    public override string Instead => "Leave BEGIN and COMMIT out, or switch the transaction of the tool off for this file";
    public override string Bad => """
        -- one transaction
        BEGIN;
        ALTER TABLE orders ADD COLUMN note text;
        COMMIT;
        """;
    public override string Good => """
        -- one transaction
        ALTER TABLE orders ADD COLUMN note text;
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (context.InToolTransaction && operation is (CommitTransaction or RollbackTransaction))
            yield return Found(operation, "The transaction of the migration tool ends here, and what follows runs without one");
    }
}
