using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The stored values are computed anew.</summary>
internal sealed class SM0306SetGeneratedExpression : Rule<SetExpression>
{
    public override string Id => "SM0306";
    public override string Name => "set-generated-expression";
    public override Severity Severity => Severity.Error;
    public override int FirstVersion => 17;
    public override bool DependsOnSize => true;
    public override string Title => "SET EXPRESSION of a stored generated column rewrites the table";
    public override string Why => """
        PostgreSQL computes the column for every row and writes the table anew while reads and writes wait. A VIRTUAL column has nothing
        stored and costs nothing.
        """;
    public override string Instead => "Add a new column, fill it in batches and swap";
    public override string Bad => """
        CREATE TABLE orders (net numeric, gross numeric GENERATED ALWAYS AS (net * 1.19) STORED);
        -- next migration
        ALTER TABLE orders ALTER COLUMN gross SET EXPRESSION AS (net * 1.21);
        """;
    public override string Good => "ALTER TABLE orders ADD COLUMN gross_new numeric;";

    protected override IEnumerable<Finding> Check(SetExpression operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.Effect.Rewrites.Count == 0)
            yield break;

        yield return Found(operation, $"Computing {operation.Table}.{operation.Column} anew rewrites the table while reads and writes wait");
    }
}
