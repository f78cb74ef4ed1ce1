using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>VALIDATE is mild, what ran before it is not.</summary>
internal sealed class SM0410ValidateUnderLock : Rule<ValidateConstraint>
{
    public override string Id => "SM0410";
    public override string Name => "validate-under-lock";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "VALIDATE CONSTRAINT runs while an earlier statement of the transaction holds a strong lock";
    public override string Why => """
        VALIDATE itself lets reads and writes go on, but an earlier statement of the same transaction still holds a lock that does not,
        and the scan makes it last.
        """;
    public override string Instead => "Put VALIDATE CONSTRAINT into a migration of its own";
    public override string Bad => """
        -- one transaction
        ALTER TABLE orders ADD COLUMN note text;
        ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
        """;
    public override string Good => """
        -- one transaction
        ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
        """;

    protected override IEnumerable<Finding> Check(ValidateConstraint operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.EarlierAbout(operation.Table, Within.Transaction).Any(earlier => earlier.Operation is AddConstraint add
                && context.Schema.Same(add.Table, operation.Table) && add.Constraint.Name == operation.Constraint))
        {
            yield break; // Nothing to wait for, or the finding is about this very constraint.
        }

        var held = context.HeldLock(LockMode.Share);
        if (held.Lock is not null)
            yield return Found(operation, $"{Words.Of(held)} stays locked by {Words.Of(held.Taken.Operation)} while all of {operation.Table} is read");
    }
}
