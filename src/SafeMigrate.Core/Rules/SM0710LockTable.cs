using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A lock that nothing but the migration wants.</summary>
internal sealed class SM0710LockTable : Rule<LockTable>
{
    public override string Id => "SM0710";
    public override string Name => "lock-table";
    public override Severity Severity => Severity.Error;
    public override string Title => "LOCK TABLE blocks the application on purpose";
    public override string Why => "The lock is held until the transaction ends, and everything that conflicts with it waits.";
    public override string Instead => "Leave it out: each statement takes the lock it needs";
    public override string Bad => """
        BEGIN;
        LOCK TABLE orders IN ACCESS EXCLUSIVE MODE;
        COMMIT;
        """;
    public override string Good => "ALTER TABLE orders ADD COLUMN note text;";

    protected override IEnumerable<Finding> Check(LockTable operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || !Enum.TryParse<LockMode>(operation.Mode.Replace("Lock", ""), out var mode) || mode < LockMode.Share)
            yield break; // Weaker modes let reads and writes go on.

        yield return Found(operation, mode == LockMode.AccessExclusive
            ? $"Reads and writes of {operation.Table} wait until the transaction ends"
            : $"Writes of {operation.Table} wait until the transaction ends");
    }
}
