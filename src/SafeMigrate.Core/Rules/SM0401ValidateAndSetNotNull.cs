using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Both at the end of one statement: the proof comes too late.</summary>
internal sealed class SM0401ValidateAndSetNotNull : Rule<SetNotNull>
{
    public override string Id => "SM0401";
    public override string Name => "validate-and-set-not-null";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "VALIDATE and SET NOT NULL in one ALTER TABLE still scan under an exclusive lock";
    public override string Why => """
        All checks of an ALTER TABLE run at its end, so the constraint that it validates is no proof for its own SET NOT NULL. The
        strongest lock of the parts, ACCESS EXCLUSIVE, is held during both scans.
        """;
    public override string Instead => "Validate the constraint in an earlier migration";
    public override string Bad => """
        ALTER TABLE orders ADD CONSTRAINT total_set CHECK (total IS NOT NULL) NOT VALID;
        -- next migration
        ALTER TABLE orders VALIDATE CONSTRAINT total_set, ALTER COLUMN total SET NOT NULL;
        """;
    public override string Good => """
        ALTER TABLE orders ADD CONSTRAINT total_set CHECK (total IS NOT NULL) NOT VALID;
        -- next migration
        ALTER TABLE orders VALIDATE CONSTRAINT total_set;
        ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
        """;

    protected override IEnumerable<Finding> Check(SetNotNull operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.Effect.Scans.Count == 0)
            yield break;

        if (context.Statement.Operations.OfType<ValidateConstraint>().FirstOrDefault() is { } validate)
            yield return Found(operation, $"The scan of {operation.Table} is not saved by validating {validate.Constraint} in the same statement, and reads and writes wait for it");
    }
}
