using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Reads and writes wait.</summary>
internal sealed class SM0714CreateRule : Rule<TableOperation>
{
    public override string Id => "SM0714";
    public override string Name => "create-rule";
    public override Severity Severity => Severity.Warning;
    public override string Title => "CREATE or DROP RULE locks the table";
    public override string Why =>
        "ACCESS EXCLUSIVE is taken: reads and writes wait, and every statement of the running version is rewritten from then on.";
    public override string Instead => "Use a trigger";
    public override string Bad => "CREATE RULE orders_no_delete AS ON DELETE TO orders DO INSTEAD NOTHING;";
    public override string Good => "CREATE VIEW orders_list AS SELECT id FROM orders;";

    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        if (operation is (CreateRule or DropRule or ToggleRule) && !context.CreatesTable(operation.Table) && context.Schema.FindView(operation.Table) is null)
            yield return Found(operation, $"Reads and writes of {operation.Table} wait while its rules change");
    }
}
