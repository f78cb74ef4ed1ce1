using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The table is written anew while nobody may use it.</summary>
internal sealed class SM0703SetLogged : Rule<SetLogged>
{
    public override string Id => "SM0703";
    public override string Name => "set-logged";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "SET LOGGED and SET UNLOGGED rewrite the table";
    public override string Why => "The table and all its indexes are written anew while reads and writes wait.";
    public override string Instead => "Create a new table of the wanted kind and move the rows in batches";
    public override string Bad => "ALTER TABLE sessions SET UNLOGGED;";
    public override string Good => "CREATE UNLOGGED TABLE sessions_new (LIKE sessions INCLUDING ALL);";

    protected override IEnumerable<Finding> Check(SetLogged operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.Effect.Rewrites.Count == 0)
            yield break;

        yield return Found(operation, $"Reads and writes of {operation.Table} wait while it is written anew");
    }
}
