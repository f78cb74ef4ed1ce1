using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The table is written anew while nobody may use it.</summary>
internal sealed class SM0704SetAccessMethod : Rule<SetAccessMethod>
{
    public override string Id => "SM0704";
    public override string Name => "set-access-method";
    public override Severity Severity => Severity.Error;
    public override int FirstVersion => 15;
    public override bool DependsOnSize => true;
    public override string Title => "SET ACCESS METHOD rewrites the table";
    public override string Why => "The table and all its indexes are written anew while reads and writes wait.";
    public override string Instead => "Create a new table with the access method and move the rows in batches";
    public override string Bad => "ALTER TABLE orders SET ACCESS METHOD columnar;";
    public override string Good => "CREATE TABLE orders_new (LIKE orders INCLUDING ALL) USING columnar;";

    protected override IEnumerable<Finding> Check(SetAccessMethod operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.Effect.Rewrites.Count == 0)
            yield break;

        yield return Found(operation, $"Reads and writes of {operation.Table} wait while it is written anew");
    }
}
