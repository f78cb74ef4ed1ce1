using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>SET NOT NULL reads every row while nobody else may touch the table.</summary>
internal sealed class SM0003SetNotNull : Rule<SetNotNull>
{
    public override string Id => "SM0003";
    public override string Name => "set-not-null";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "SET NOT NULL scans the table under an exclusive lock";
    public override string Why => """
        PostgreSQL checks every row before it accepts the constraint, and all reads and writes wait until it is done. It skips the scan only where a
        validated CHECK says that the column is not NULL, and only if an earlier ALTER TABLE validated it.
        """;
    public override string Instead =>
        "Add CHECK (column IS NOT NULL) NOT VALID, validate it in a later migration, then SET NOT NULL and drop the check";
    public override string Bad => "ALTER TABLE orders ALTER COLUMN total SET NOT NULL;";
    public override string Good => """
        ALTER TABLE orders ADD CONSTRAINT total_set CHECK (total IS NOT NULL) NOT VALID;
        -- next migration
        ALTER TABLE orders VALIDATE CONSTRAINT total_set;
        -- next migration
        ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
        ALTER TABLE orders DROP CONSTRAINT total_set;
        """;

    protected override IEnumerable<Finding> Check(SetNotNull operation, RuleContext context)
    {
        var (table, column) = (operation.Table, operation.Column);

        if (context.CreatesTable(table))
            yield break; // Created in this migration: no rows, no readers.

        if (context.Table(table)?.Column(column)?.NotNull == true)
            yield break; // Nothing changes.

        if (context.Effect.Scans.Count == 0)
            yield break; // A validated CHECK proves it, so the server skips the scan.

        if (context.Statement.Operations.OfType<ValidateConstraint>().Any())
            yield break; // It is told there that this comes too late.

        if (context.EarlierAbout(table, Within.History).Select(earlier => earlier.Operation).OfType<ValidateConstraint>().Any(validate => IsLikelyProof(validate, operation, context)))
            yield break;

        yield return Found(operation, $"Making {table}.{column} NOT NULL scans the table while all reads and writes of it wait");
    }

    // The CHECK was made in a file that is not here. A name with the column in it is taken for the recipe: a false alarm there would
    // teach people to ignore the rule.
    private static bool IsLikelyProof(ValidateConstraint validate, SetNotNull operation, RuleContext context) =>
        context.Schema.Same(validate.Table, operation.Table) && validate.Constraint.Contains(operation.Column)
        && context.Table(operation.Table)?.Constraint(validate.Constraint) is null
        && context.Table(operation.Table) is not { IsComplete: true };
}
