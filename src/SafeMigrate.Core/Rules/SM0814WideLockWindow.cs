using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: two tables in one transaction may deadlock.</summary>
internal sealed class SM0814WideLockWindow : Rule<TableOperation>
{
    public override string Id => "SM0814";
    public override string Name => "wide-lock-window";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "One transaction locks several existing tables";
    public override string Why =>
        "Statements of the application take the tables in another order, and one of the two is killed as a deadlock.";
    public override string Instead => "One table in each transaction";
    public override string Bad => """
        -- one transaction
        ALTER TABLE orders ADD COLUMN note text;
        ALTER TABLE customers ADD COLUMN note text;
        """;
    public override string Good => """
        -- one transaction
        ALTER TABLE orders ADD COLUMN note text;
        -- next migration
        -- one transaction
        ALTER TABLE customers ADD COLUMN note text;
        """;

    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        if (!context.InTransaction || context.CreatesTable(operation.Table) || !context.Effect.Locks.Any(held => held.Mode >= LockMode.ShareRowExclusive))
            yield break;

        var other = context.HeldLocks.FirstOrDefault(pair => pair.Lock.Mode >= LockMode.ShareRowExclusive && !context.Schema.Same(pair.Lock.Relation, operation.Table));
        if (other.Lock is not null)
            yield return Found(operation, $"{other.Lock.Relation} and {operation.Table} are locked together until the transaction ends");
    }
}
