using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A migration never drops a database.</summary>
internal sealed class SM0208DropDatabase : Rule<DropObject>
{
    public override string Id => "SM0208";
    public override string Name => "drop-database";
    public override Severity Severity => Severity.Error;
    public override string Title => "DROP DATABASE loses all data";
    public override string Why => "It cannot be undone and cannot run in a transaction.";
    public override string Instead => "Leave it to an operator";
    public override string Bad => "DROP DATABASE shop;";
    public override string Good => "CREATE TABLE shops (id bigint PRIMARY KEY);";

    protected override IEnumerable<Finding> Check(DropObject operation, RuleContext context)
    {
        if (operation.Kind is ObjectKind.Database)
            yield return Found(operation, $"All data of {operation.Object} is lost");
    }
}
