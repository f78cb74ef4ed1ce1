using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A CHECK is tested when a row is written, never again.</summary>
internal sealed class SM0421VolatileCheck : Rule<Operation>
{
    public override string Id => "SM0421";
    public override string Name => "volatile-check";
    public override Severity Severity => Severity.Warning;
    public override string Title => "A CHECK that calls a function whose result changes";
    public override string Why => """
        A row that satisfied now() or random() once need not satisfy it later: restoring a dump fails on it, and so does any UPDATE of
        it.
        """;
    public override string Instead => "Use a trigger, or compare with a column that holds the time";
    public override string Bad => "CREATE TABLE offers (id bigint PRIMARY KEY, ends date CHECK (ends > current_date));";
    public override string Good => "CREATE TABLE offers (id bigint PRIMARY KEY, starts date, ends date, CHECK (ends > starts));";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        var checks = operation switch
        {
            CreateTable create => create.Constraints.Concat(create.Columns.SelectMany(column => column.Constraints)),
            AddColumn add => add.Column.Constraints,
            AddConstraint add => [add.Constraint],
            _ => [],
        };
        foreach (var check in checks.OfType<CheckConstraint>())
        {
            if (check.Condition.Functions.FirstOrDefault(Volatility.DependsOnTime) is { } function)
                yield return Found(operation, check.Location == Location.None ? operation.Location : check.Location, $"{function} gives another result later, and then rows that were accepted cannot be updated or restored");
        }
    }
}
