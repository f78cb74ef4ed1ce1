using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: a new column changes what it means.</summary>
internal sealed class SM0806InsertWithoutColumns : Rule<InsertRows>
{
    public override string Id => "SM0806";
    public override string Name => "insert-without-columns";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override Dialect? Dialect => null;
    public override string Title => "INSERT without a column list";
    public override string Why => "It depends on the order of the columns on the day it runs.";
    public override string Instead => "List the columns";
    public override string Bad => "INSERT INTO states VALUES (1, 'open');";
    public override string Good => "INSERT INTO states (id, name) VALUES (1, 'open');";

    protected override IEnumerable<Finding> Check(InsertRows operation, RuleContext context)
    {
        if (operation.Targets.Count == 0)
            yield return Found(operation, $"The values go to whatever columns {operation.Table} has on that day");
    }
}
