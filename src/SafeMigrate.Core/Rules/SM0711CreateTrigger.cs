using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Writes wait, and every later write pays.</summary>
internal sealed class SM0711CreateTrigger : Rule<CreateTrigger>
{
    public override string Id => "SM0711";
    public override string Name => "create-trigger";
    public override Severity Severity => Severity.Note;
    public override string Title => "CREATE TRIGGER blocks writes to the table";
    public override string Why => """
        SHARE ROW EXCLUSIVE is taken: the statement waits for every writer, new writers queue up behind it, and until the transaction ends
        nobody writes. That is a moment, unless slow work follows in the same transaction.
        """;
    public override string Instead => "Run it in a transaction of its own with a short lock_timeout, and try again when it fails";
    public override string Bad => "CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();";
    public override string Good => """
        SET lock_timeout = '500ms';
        CREATE TRIGGER orders_audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
        """;

    protected override IEnumerable<Finding> Check(CreateTrigger operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || context.Schema.FindView(operation.Table) is not null || Timeouts.Protects(context))
            yield break;

        yield return Found(operation, $"Writes of {operation.Table} wait while the trigger {operation.Trigger} is created");
    }
}
