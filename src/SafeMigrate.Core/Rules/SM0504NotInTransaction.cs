using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The server refuses it in a transaction block.</summary>
internal sealed class SM0504NotInTransaction : Rule<Operation>
{
    public override string Id => "SM0504";
    public override string Name => "not-in-transaction";
    public override Severity Severity => Severity.Error;
    public override string Title => "A statement that cannot run in a transaction stands in one";
    public override string Why => """
        CREATE INDEX CONCURRENTLY, VACUUM, ALTER SYSTEM and the like fail inside BEGIN ... COMMIT, and inside the transaction that a
        migration tool puts around the file. Flyway runs a file of nothing else without a transaction, and refuses one that mixes both.
        """;
    public override string Instead => "Put it into a migration of its own and switch the transaction of the tool off for it";
    public override string Bad => """
        -- one transaction
        CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);
        """;
    public override string Good => "CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (!(context.InTransaction || context.Migration.IsMixed) || !context.Effect.OutsideTransaction)
            yield break;

        if (operation is DropIndex && !ReferenceEquals(context.Statement.Operations[0], operation))
            yield break; // One finding for a statement that names several.

        var what = operation switch
        {
            CreateIndex => "CREATE INDEX CONCURRENTLY",
            DropIndex => "DROP INDEX CONCURRENTLY",
            Reindex { Concurrently: true } => "REINDEX CONCURRENTLY",
            DetachPartition => "DETACH PARTITION CONCURRENTLY",
            Vacuum => "VACUUM",
            _ => "This statement",
        };
        yield return Found(operation, context.Migration.IsMixed
            ? $"{what} makes the tool refuse the file, because other statements of the file run in a transaction"
            : $"{what} fails, because it runs in {(context.Migration.InTransaction ? "the transaction of the migration tool" : "the transaction that the file begins")}");
    }
}
