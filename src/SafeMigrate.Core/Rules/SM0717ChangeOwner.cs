using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: the next migration may lack the right.</summary>
internal sealed class SM0717ChangeOwner : Rule<ChangeOwner>
{
    public override string Id => "SM0717";
    public override string Name => "change-owner";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "OWNER TO changes who may alter the object";
    public override string Why =>
        "ACCESS EXCLUSIVE is taken on a table for a moment, and the role that runs the next migration may not be the owner any more.";
    public override string Instead => "Let one role own all objects";
    public override string Bad => "ALTER TABLE orders OWNER TO shop;";
    public override string Good => "CREATE TABLE orders (id bigint PRIMARY KEY);";

    protected override IEnumerable<Finding> Check(ChangeOwner operation, RuleContext context)
    {
        if (operation.Kind != ObjectKind.Table || !context.CreatesTable(operation.Object))
            yield return Found(operation, $"Only {operation.Owner} may alter {operation.Object} from now on");
    }
}
