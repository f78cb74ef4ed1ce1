using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>It protects nothing.</summary>
internal sealed class SM0417NotEnforcedConstraint : Rule<AddConstraint>
{
    public override string Id => "SM0417";
    public override string Name => "not-enforced-constraint";
    public override Severity Severity => Severity.Note;
    public override int FirstVersion => 18;
    public override string Title => "A NOT ENFORCED constraint protects nothing";
    public override string Why =>
        "The server checks neither old nor new rows. A foreign key can be enforced later, which scans; a CHECK cannot.";
    public override string Instead => "Add it NOT VALID, so that new rows are checked at least";
    public override string Bad => "ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT ENFORCED;";
    public override string Good => "ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;";

    protected override IEnumerable<Finding> Check(AddConstraint operation, RuleContext context)
    {
        if (operation.Constraint.NotEnforced)
            yield return Found(operation, $"{operation.Constraint.Name ?? "The constraint"} on {operation.Table} is documentation only: no row is checked");
    }
}
