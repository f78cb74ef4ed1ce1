using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The triggers of a foreign key sit on the parent too.</summary>
internal sealed class SM0224DropForeignKey : Rule<DropConstraint>
{
    private static readonly Regex looksForeign = new("(_fkey[0-9]*|_fk|_foreign)$|^fk_", RegexOptions.IgnoreCase);

    public override string Id => "SM0224";
    public override string Name => "drop-foreign-key";
    public override Severity Severity => Severity.Note;
    public override string Title => "Dropping a foreign key locks both tables exclusively";
    public override string Why => """
        ACCESS EXCLUSIVE is taken on the table and on the one it references: reads and writes of both wait, and the statement waits for
        every transaction that uses either. That is a moment, unless slow work follows in the same transaction.
        """;
    public override string Instead => "Drop it in a transaction of its own with a short lock_timeout, and try again when it fails";
    public override string Bad => """
        CREATE TABLE customers (id bigint PRIMARY KEY);
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint CONSTRAINT orders_customer_fk REFERENCES customers (id));
        -- next migration
        ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;
        """;
    public override string Good => """
        SET lock_timeout = '500ms';
        ALTER TABLE orders DROP CONSTRAINT orders_customer_fk;
        """;

    protected override IEnumerable<Finding> Check(DropConstraint operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || Timeouts.Protects(context))
            yield break; // A short lock_timeout gives up before the queue hurts.

        var known = context.Table(operation.Table)?.Constraint(operation.Constraint);
        if (known is not ForeignKey key)
        {
            // What no migration here made is judged by its name; the server's own names end in _fkey.
            if (known is null && !context.Schema.IsComplete && context.Table(operation.Table) is not { IsComplete: true } && looksForeign.IsMatch(operation.Constraint))
                yield return Found(operation, $"Reads and writes of {operation.Table} and of the table that {operation.Constraint} references wait while it is dropped");
            yield break;
        }

        if (context.CreatesTable(key.ReferencedTable)
            || context.LaterAbout(key.ReferencedTable).Any(later => later.Operation is DropTable drop && context.Schema.Same(drop.Table, key.ReferencedTable)))
            yield break; // Nobody uses the parent yet, or DROP TABLE of it has worse to say.

        var tables = context.Schema.Same(operation.Table, key.ReferencedTable) ? $"{operation.Table}" : $"{operation.Table} and of {key.ReferencedTable}";
        yield return Found(operation, $"Reads and writes of {tables} wait while the foreign key {operation.Constraint} is dropped");
    }
}
