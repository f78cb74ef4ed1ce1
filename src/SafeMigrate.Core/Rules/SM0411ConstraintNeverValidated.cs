using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: a constraint that proves nothing.</summary>
internal sealed class SM0411ConstraintNeverValidated : Rule<AddConstraint>
{
    public override string Id => "SM0411";
    public override string Name => "constraint-never-validated";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A NOT VALID constraint that no later migration validates";
    public override string Why => "The server does not know that old rows satisfy it, so the planner and SET NOT NULL cannot use it.";
    public override string Instead => "VALIDATE it in a later migration";
    public override string Bad => "ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;";
    public override string Good => """
        ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;
        -- next migration
        ALTER TABLE orders VALIDATE CONSTRAINT total_positive;
        """;

    protected override IEnumerable<Finding> Check(AddConstraint operation, RuleContext context)
    {
        if (operation.Constraint is not { NotValid: true, Name: { } name })
            yield break;

        var settled = context.LaterAbout(name, Within.History).Any(later =>
            later.Operation is ValidateConstraint validate && validate.Constraint == name || later.Operation is DropConstraint drop && drop.Constraint == name);
        if (!settled)
            yield return Found(operation, $"No later migration validates {name}, so nothing is known about the rows of {operation.Table} that existed before");
    }
}
