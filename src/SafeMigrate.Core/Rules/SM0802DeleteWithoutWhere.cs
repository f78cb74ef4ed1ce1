using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>One transaction holds every row.</summary>
internal sealed class SM0802DeleteWithoutWhere : Rule<DeleteRows>
{
    private static readonly Regex never = new(@"^\(*(FALSE|NOT TRUE|NULL( IS NOT NULL)?|0 = 1|1 = 0|1 <> 1)\)*$", RegexOptions.IgnoreCase);

    public override string Id => "SM0802";
    public override string Name => "delete-without-where";
    public override Severity Severity => Severity.Warning;
    public override bool DependsOnSize => true;
    public override Dialect? Dialect => null;
    public override string Title => "A DELETE of all rows in one transaction";
    public override string Why =>
        "Every row is locked until the end, triggers and foreign keys run for each, and what the running version wrote is gone.";
    public override string Instead => "Delete in batches by key range, each in a transaction of its own";
    public override string Bad => "DELETE FROM orders;";
    public override string Good => "DELETE FROM orders WHERE id BETWEEN 1 AND 5000 AND state = 'void';";

    protected override IEnumerable<Finding> Check(DeleteRows operation, RuleContext context)
    {
        if (operation.Limited || operation.Where is not (null or { IsConstant: true }) || context.CreatesTable(operation.Table))
            yield break;

        if (operation.Where is { } where && never.IsMatch(where.Sql))
            yield break; // No row at all.

        yield return Found(operation, $"Every row of {operation.Table} is deleted in one transaction");
    }
}
