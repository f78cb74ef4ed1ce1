using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The child is locked exclusively.</summary>
internal sealed class SM0609ChangeInheritance : Rule<ChangeInheritance>
{
    public override string Id => "SM0609";
    public override string Name => "change-inheritance";
    public override Severity Severity => Severity.Note;
    public override string Title => "INHERIT and NO INHERIT lock the child table";
    public override string Why => """
        ACCESS EXCLUSIVE is taken on the child: its reads and writes wait, and the statement waits for every query on it. That is a moment,
        unless slow work follows in the same transaction.
        """;
    public override string Instead => "Run it in a transaction of its own with a short lock_timeout, and try again when it fails";
    public override string Bad => "ALTER TABLE orders_2024 INHERIT orders;";
    public override string Good => """
        SET lock_timeout = '500ms';
        ALTER TABLE orders_2024 INHERIT orders;
        """;

    protected override IEnumerable<Finding> Check(ChangeInheritance operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || Timeouts.Protects(context))
            yield break;

        yield return Found(operation, $"Reads and writes of {operation.Table} wait while its inheritance changes");
    }
}
