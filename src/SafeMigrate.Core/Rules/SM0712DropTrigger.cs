using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>What the trigger did is not done any more.</summary>
internal sealed class SM0712DropTrigger : Rule<DropTrigger>
{
    public override string Id => "SM0712";
    public override string Name => "drop-trigger";
    public override Severity Severity => Severity.Warning;
    public override string Title => "DROP TRIGGER locks the table and ends what the trigger did";
    public override string Why => """
        ACCESS EXCLUSIVE is taken: reads and writes wait. What the trigger kept in order is left to itself from then on, while the running
        version relies on it.
        """;
    public override string Instead => "Release a version that does not need it first, and run it with a short lock_timeout";
    public override string Bad => "DROP TRIGGER orders_audit ON orders;";
    public override string Good => """
        -- safemigrate:ignore SM0712 replaced by the application in 1.8
        DROP TRIGGER orders_audit ON orders;
        """;

    protected override IEnumerable<Finding> Check(DropTrigger operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.EarlierAbout(operation.Table).Any(earlier => Creates(earlier.Operation, operation)))
            yield break;

        if (context.LaterAbout(operation.Table).Any(later => Creates(later.Operation, operation)))
            yield break; // Replaced: CREATE TRIGGER says what there is to say.

        yield return Found(operation, $"Reads and writes of {operation.Table} wait, and {operation.Trigger} does its work no more");
    }

    private static bool Creates(Operation operation, DropTrigger drop) => operation is CreateTrigger create && create.Trigger == drop.Trigger && create.Table == drop.Table;
}
