using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Writes wait, and rows slip past the trigger.</summary>
internal sealed class SM0713ToggleTrigger : Rule<ToggleTrigger>
{
    public override string Id => "SM0713";
    public override string Name => "toggle-trigger";
    public override Severity Severity => Severity.Warning;
    public override string Title => "ENABLE or DISABLE TRIGGER blocks writes to the table";
    public override string Why => """
        SHARE ROW EXCLUSIVE is taken: writes wait until the transaction ends. What is written while a trigger is off is never seen by it,
        and ALL switches foreign keys off as well.
        """;
    public override string Instead => "Name one trigger, and use a short lock_timeout";
    public override string Bad => "ALTER TABLE orders DISABLE TRIGGER ALL;";
    public override string Good => """
        -- safemigrate:ignore SM0713 no writer during the import
        ALTER TABLE orders DISABLE TRIGGER orders_audit;
        """;

    protected override IEnumerable<Finding> Check(ToggleTrigger operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table))
            yield break;

        yield return Found(operation, operation is { Enable: false, Trigger: "ALL" }
            ? $"Writes of {operation.Table} wait, and afterwards nothing checks its foreign keys"
            : $"Writes of {operation.Table} wait while its trigger is switched {(operation.Enable ? "on" : "off")}");
    }
}
