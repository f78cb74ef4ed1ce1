using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: end the transaction right after the strong lock.</summary>
internal sealed class SM0813StatementAfterExclusiveLock : Rule<Operation>
{
    public override string Id => "SM0813";
    public override string Name => "statement-after-exclusive-lock";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "More work while the transaction holds an exclusive lock";
    public override string Why => "Each further statement makes the lock of the earlier one last longer.";
    public override string Instead => "Put the statements into migrations of their own";
    public override string Bad => """
        -- one transaction
        ALTER TABLE orders ADD COLUMN note text;
        ALTER TABLE customers ADD COLUMN note text;
        """;
    public override string Good => """
        -- one transaction
        ALTER TABLE orders ADD COLUMN note text;
        -- next migration
        -- one transaction
        ALTER TABLE customers ADD COLUMN note text;
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (!context.InTransaction || operation is CommitTransaction or RollbackTransaction or SetParameter)
            yield break;

        var held = context.HeldLock(LockMode.AccessExclusive);
        if (held.Lock is not null && ReferenceEquals(context.Statement.Operations[0], operation))
            yield return Found(operation, $"{Words.Of(held)} stays locked by {Words.Of(held.Taken.Operation)} while this runs");
    }
}
