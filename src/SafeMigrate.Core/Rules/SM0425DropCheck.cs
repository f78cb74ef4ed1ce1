using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: readers may rely on what the constraint promised.</summary>
internal sealed class SM0425DropCheck : Rule<DropConstraint>
{
    public override string Id => "SM0425";
    public override string Name => "drop-check";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "Dropping a CHECK lets in what the version that still runs does not expect";
    public override string Why => "The lock is short, but rows that the constraint forbade may be written from then on.";
    public override string Instead => "Release a version that copes with such rows first";
    public override string Bad => """
        ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;
        -- next migration
        ALTER TABLE orders DROP CONSTRAINT total_positive;
        """;
    public override string Good => """
        ALTER TABLE orders ADD CONSTRAINT total_positive CHECK (total >= 0) NOT VALID;
        -- next migration
        -- safemigrate:ignore SM0425 every version since 1.8 copes with a negative total
        ALTER TABLE orders DROP CONSTRAINT total_positive;
        """;

    protected override IEnumerable<Finding> Check(DropConstraint operation, RuleContext context)
    {
        if (!context.CreatesTable(operation.Table) && context.Table(operation.Table)?.Constraint(operation.Constraint) is CheckConstraint check)
            yield return Found(operation, $"Rows of {operation.Table} may violate {check.Condition} from now on");
    }
}
