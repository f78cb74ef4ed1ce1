using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A failed build leaves an index that counts as existing.</summary>
internal sealed class SM0507ConcurrentIndexIfNotExists : Rule<CreateIndex>
{
    public override string Id => "SM0507";
    public override string Name => "concurrent-index-if-not-exists";
    public override Severity Severity => Severity.Note;
    public override string Title => "CREATE INDEX CONCURRENTLY IF NOT EXISTS skips over an INVALID index";
    public override string Why => """
        When a concurrent build fails it leaves an INVALID index behind. The next run sees the name, says "already exists, skipping" and
        reports success; queries never use the index, and every write maintains it.
        """;
    public override string Instead => "DROP INDEX CONCURRENTLY IF EXISTS first, then CREATE INDEX CONCURRENTLY without IF NOT EXISTS";
    public override string Bad => "CREATE INDEX CONCURRENTLY IF NOT EXISTS orders_customer ON orders (customer_id);";
    public override string Good => """
        DROP INDEX CONCURRENTLY IF EXISTS orders_customer;
        CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);
        """;

    protected override IEnumerable<Finding> Check(CreateIndex operation, RuleContext context)
    {
        if (!operation.Concurrently || !operation.IfNotExists || operation.Index.Name is not { } name || context.CreatesTable(operation.Table))
            yield break;

        if (context.EarlierAbout(name).Any(earlier => earlier.Operation is DropIndex drop && drop.Index.Name == name))
            yield break; // No leftover can be in the way.

        yield return Found(operation, $"If an earlier build of {name} failed, this skips over the INVALID index that it left") with
        {
            Fix = context.InTransaction ? null : Fixes.InsertStatement(
                context, $"DROP INDEX CONCURRENTLY IF EXISTS {Fixes.Name(operation.Table with { Name = name })}", "Drop a leftover first"),
        };
    }
}
