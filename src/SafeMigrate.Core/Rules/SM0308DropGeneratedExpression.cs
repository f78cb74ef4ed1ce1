using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The column stays as it is while its sources change.</summary>
internal sealed class SM0308DropGeneratedExpression : Rule<DropExpression>
{
    public override string Id => "SM0308";
    public override string Name => "drop-generated-expression";
    public override Severity Severity => Severity.Warning;
    public override string Title => "DROP EXPRESSION stops a generated column from following its sources";
    public override string Why =>
        "The values stay, but no INSERT or UPDATE of the running version computes them any more: new rows have NULL.";
    public override string Instead => "Create a trigger that computes the column in the same transaction";
    public override string Bad => "ALTER TABLE orders ALTER COLUMN gross DROP EXPRESSION;";
    public override string Good => """
        -- safemigrate:ignore SM0308 every version since 1.8 writes the column itself
        ALTER TABLE orders ALTER COLUMN gross DROP EXPRESSION;
        """;

    protected override IEnumerable<Finding> Check(DropExpression operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.LaterAbout(operation.Table, Within.Transaction).Any(later => later.Operation is CreateTrigger trigger && trigger.Table == operation.Table))
            yield break;

        yield return Found(operation, $"Rows that the running version writes have no value in {operation.Table}.{operation.Column} any more");
    }
}
