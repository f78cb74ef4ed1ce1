using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The new constraint is tested on every row under the lock.</summary>
internal sealed class SM0404AddCheck : Rule<AddConstraint>
{
    public override string Id => "SM0404";
    public override string Name => "add-check";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "Adding a CHECK or NOT NULL constraint scans the table under an exclusive lock";
    public override string Why =>
        "PostgreSQL reads every row before it accepts the constraint, and all reads and writes wait until it is done.";
    public override string Instead => "Add it with NOT VALID, and VALIDATE it in a later migration";
    public override string Bad => "ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0);";
    public override string Good => """
        ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;
        -- next migration
        ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
        """;

    protected override IEnumerable<Finding> Check(AddConstraint operation, RuleContext context)
    {
        if (operation is not (AddCheck or AddNotNull) || context.CreatesTable(operation.Table) || context.Effect.Scans.Count == 0)
            yield break;

        yield return Found(operation, $"Checking {operation.Constraint.Name ?? "the constraint"} reads all of {operation.Table} while reads and writes wait")
            with
        { Fix = Fixes.Append(operation.Location, context, " NOT VALID", "Add it NOT VALID") };
    }
}
