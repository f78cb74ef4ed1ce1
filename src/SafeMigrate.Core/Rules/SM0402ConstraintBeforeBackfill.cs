using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>NOT VALID does not check old rows, but it checks every UPDATE of them.</summary>
internal sealed class SM0402ConstraintBeforeBackfill : Rule<AddConstraint>
{
    public override string Id => "SM0402";
    public override string Name => "constraint-before-backfill";
    public override Severity Severity => Severity.Warning;
    public override string Title => "A NOT VALID constraint is added before the rows satisfy it";
    public override string Why => """
        NOT VALID spares the scan only. Each UPDATE of an old row, even of other columns, is checked and fails until the row is filled;
        the running version gets the errors.
        """;
    public override string Instead => "Set a default, fill the rows, and add the constraint afterwards";
    public override string Bad => """
        ALTER TABLE orders ADD CONSTRAINT total_set CHECK (total IS NOT NULL) NOT VALID;
        -- next migration
        UPDATE orders SET total = 0 WHERE total IS NULL AND id < 1000;
        """;
    public override string Good => """
        UPDATE orders SET total = 0 WHERE total IS NULL AND id < 1000;
        -- next migration
        ALTER TABLE orders ADD CONSTRAINT total_set CHECK (total IS NOT NULL) NOT VALID;
        """;

    protected override IEnumerable<Finding> Check(AddConstraint operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || operation.Constraint is not { NotValid: true } or ForeignKey)
            yield break;

        var columns = operation.Constraint.ConstrainedColumns;
        var fill = context.LaterAbout(operation.Table, Within.History).Select(later => later.Operation).OfType<UpdateRows>()
            .FirstOrDefault(update => context.Schema.Same(update.Table, operation.Table) && update.Targets.Any(columns.Contains));
        if (fill is not null)
            yield return Found(operation, $"Until {string.Join(", ", fill.Targets)} is filled, every UPDATE of a row of {operation.Table} that violates the constraint fails");
    }
}
