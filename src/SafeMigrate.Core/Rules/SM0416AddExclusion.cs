using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>There is no way to build it beside the running application.</summary>
internal sealed class SM0416AddExclusion : Rule<AddExclusion>
{
    public override string Id => "SM0416";
    public override string Name => "add-exclusion";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "Adding an EXCLUDE constraint builds its index under an exclusive lock";
    public override string Why =>
        "The whole table is read, compared and indexed while reads and writes wait. There is neither a NOT VALID nor a USING INDEX form.";
    public override string Instead => "Put it on a new table and move the rows there, or enforce the rule with a trigger";
    public override string Bad => "ALTER TABLE bookings ADD CONSTRAINT no_overlap EXCLUDE USING gist (room WITH =, during WITH &&);";
    public override string Good =>
        "CREATE TABLE bookings_new (room integer, during tsrange, EXCLUDE USING gist (room WITH =, during WITH &&));";

    protected override IEnumerable<Finding> Check(AddExclusion operation, RuleContext context)
    {
        if (!context.CreatesTable(operation.Table))
            yield return Found(operation, $"Building {operation.Exclusion.Name ?? "the constraint"} reads all of {operation.Table} while reads and writes wait");
    }
}
