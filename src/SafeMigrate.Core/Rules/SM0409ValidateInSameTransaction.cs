using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The lock of ADD CONSTRAINT is still held.</summary>
internal sealed class SM0409ValidateInSameTransaction : Rule<ValidateConstraint>
{
    public override string Id => "SM0409";
    public override string Name => "validate-in-same-transaction";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "NOT VALID and VALIDATE in one transaction scan under the first lock";
    public override string Why => """
        The lock that ADD CONSTRAINT took is held until the transaction ends, so validating in the same transaction blocks as long as an
        ordinary constraint would.
        """;
    public override string Instead => "Put VALIDATE CONSTRAINT into a migration of its own";
    public override string Bad => """
        -- one transaction
        ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;
        ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
        """;
    public override string Good => """
        -- one transaction
        ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;
        -- next migration
        -- one transaction
        ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
        """;

    protected override IEnumerable<Finding> Check(ValidateConstraint operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table))
            yield break;

        var adding = context.EarlierAbout(operation.Table, Within.Transaction).Select(earlier => earlier.Operation).OfType<AddConstraint>()
            .FirstOrDefault(add => context.Schema.Same(add.Table, operation.Table) && add.Constraint.Name == operation.Constraint);
        if (adding is not null)
            yield return Found(operation, $"Validating {operation.Constraint} reads all of {operation.Table} under the lock that adding it took in the same transaction");
    }
}
