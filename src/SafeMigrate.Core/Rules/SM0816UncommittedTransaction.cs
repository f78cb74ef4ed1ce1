using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The end of the session takes everything back.</summary>
internal sealed class SM0816UncommittedTransaction : Rule<BeginTransaction>
{
    public override string Id => "SM0816";
    public override string Name => "uncommitted-transaction";
    public override Severity Severity => Severity.Error;
    public override Dialect? Dialect => null;
    public override string Title => "BEGIN without COMMIT";
    public override string Why =>
        "The file ends inside the transaction. When the session is closed everything is rolled back, and until then every lock is held.";
    public override string Instead => "COMMIT at the end";
    public override string Bad => """
        BEGIN;
        ALTER TABLE orders ADD COLUMN note text;
        """;
    public override string Good => """
        BEGIN;
        ALTER TABLE orders ADD COLUMN note text;
        COMMIT;
        """;

    protected override IEnumerable<Finding> Check(BeginTransaction operation, RuleContext context)
    {
        if (context.InTransaction || context.LaterInMigration.Any(later => later.Operation is CommitTransaction or RollbackTransaction))
            yield break;

        yield return Found(operation, "Everything behind BEGIN is rolled back when the session ends, because no COMMIT follows")
            with
        { Fix = Fixes.AppendToFile(context, "COMMIT", "Append COMMIT") };
    }
}
