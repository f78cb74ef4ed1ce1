using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A CHECK written with the new column is tested on every row.</summary>
internal sealed class SM0107AddColumnInlineCheck : Rule<AddColumn>
{
    public override string Id => "SM0107";
    public override string Name => "add-column-inline-check";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "ADD COLUMN with a CHECK scans the table";
    public override string Why => """
        A CHECK written with the column is validated at once: every row is read while reads and writes wait, even though all of them have
        NULL or the same default in the new column.
        """;
    public override string Instead => "Add the column alone, ADD CONSTRAINT ... CHECK ... NOT VALID, and VALIDATE it in a later migration";
    public override string Bad => "ALTER TABLE orders ADD COLUMN discount integer CHECK (discount >= 0);";
    public override string Good => """
        ALTER TABLE orders ADD COLUMN discount integer;
        ALTER TABLE orders ADD CONSTRAINT discount_positive CHECK (discount >= 0) NOT VALID;
        -- next migration
        ALTER TABLE orders VALIDATE CONSTRAINT discount_positive;
        """;

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation))
            yield break; // A new table has no rows and no readers.

        foreach (var constraint in operation.Column.Constraints.OfType<CheckConstraint>().Where(check => !check.NotEnforced))
            yield return Found(operation, $"The CHECK on {operation.Table}.{operation.Column.Name} reads every row while reads and writes wait");
    }
}
