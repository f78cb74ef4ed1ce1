using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: code may match on the name in an error.</summary>
internal sealed class SM0219RenameConstraintOrIndex : Rule<Operation>
{
    public override string Id => "SM0219";
    public override string Name => "rename-constraint-or-index";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A constraint or index gets another name";
    public override string Why =>
        "Code that matches the name in an error message, or says ON CONFLICT ON CONSTRAINT, does not find it any more.";
    public override string Instead => "Look for the old name in the code first";
    public override string Bad => "ALTER TABLE orders RENAME CONSTRAINT orders_code_key TO orders_code_unique;";
    public override string Good => "ALTER TABLE orders ADD COLUMN note text;";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (operation is RenameConstraint constraint && !context.CreatesTable(constraint.Table))
            yield return Found(operation, $"Code that looks for the constraint {constraint.Constraint} does not find it as {constraint.NewName}");
        if (operation is RenameIndex index)
            yield return Found(operation, $"Code that looks for the index {index.Index} does not find it as {index.NewName}");
    }
}
