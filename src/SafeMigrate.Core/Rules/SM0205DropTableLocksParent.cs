using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The triggers of a foreign key sit on the parent too.</summary>
internal sealed class SM0205DropTableLocksParent : Rule<DropTable>
{
    public override string Id => "SM0205";
    public override string Name => "drop-table-locks-parent";
    public override Severity Severity => Severity.Note;
    public override string Title => "DROP TABLE locks the tables that its foreign keys reference";
    public override string Why => """
        The foreign key has triggers on the parent. Dropping the child removes them under ACCESS EXCLUSIVE on the parent: its reads and
        writes wait until the transaction ends. That is a moment, unless slow work follows in the same transaction.
        """;
    public override string Instead => "Drop each foreign key in a short transaction of its own with a lock_timeout, then the table";
    public override string Bad => """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers (id));
        -- next migration
        -- safemigrate:ignore SM0204 unused since 1.8
        DROP TABLE orders;
        """;
    public override string Good => """
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint);
        -- next migration
        -- safemigrate:ignore SM0204 unused since 1.8
        DROP TABLE orders;
        """;

    protected override IEnumerable<Finding> Check(DropTable operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || Timeouts.Protects(context))
            yield break; // A short lock_timeout gives up before the queue hurts.

        var parents = (context.Table(operation.Table)?.Constraints.OfType<ForeignKey>() ?? []).Select(key => key.ReferencedTable).Distinct()
            .Where(parent => !context.CreatesTable(parent) && !context.Schema.Same(parent, operation.Table) && context.Table(parent) is not null)
            .Where(parent => !context.LaterAbout(parent).Any(later => later.Operation is DropTable drop && context.Schema.Same(drop.Table, parent)))
            .ToList();
        if (parents.Count > 0)
        {
            var key = parents.Count == 1 ? "a foreign key of it references that table" : "foreign keys of it reference those tables";
            yield return Found(operation, $"Reads and writes of {Words.And(parents)} wait while {operation.Table} is dropped, because {key}");
        }
    }
}
