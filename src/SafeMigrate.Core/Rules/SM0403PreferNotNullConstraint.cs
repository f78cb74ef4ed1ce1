using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>PostgreSQL 18 has a NOT NULL that can be NOT VALID.</summary>
internal sealed class SM0403PreferNotNullConstraint : Rule<AddCheck>
{
    public override string Id => "SM0403";
    public override string Name => "prefer-not-null-constraint";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override int FirstVersion => 18;
    public override string Title => "A CHECK (column IS NOT NULL) NOT VALID, where PostgreSQL 18 has ADD NOT NULL ... NOT VALID";
    public override string Why => """
        From version 18 on a NOT NULL constraint may be NOT VALID and validated later, so the detour over a CHECK and its removal is not
        needed.
        """;
    public override string Instead => "ADD CONSTRAINT name NOT NULL column NOT VALID, then VALIDATE CONSTRAINT";
    public override string Bad => "ALTER TABLE orders ADD CONSTRAINT total_set CHECK (total IS NOT NULL) NOT VALID;";
    public override string Good => "ALTER TABLE orders ADD CONSTRAINT total_set NOT NULL total NOT VALID;";

    protected override IEnumerable<Finding> Check(AddCheck operation, RuleContext context)
    {
        if (operation.Check is { NotValid: true, Condition: { ProvesNotNull.Count: 1, Columns.Count: 1 } })
            yield return Found(operation, $"{operation.Table}.{operation.Check.Condition.Columns[0]} can have a NOT NULL constraint that is NOT VALID");
    }
}
