using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A concurrent build waits for old transactions, and a timeout leaves an INVALID index.</summary>
internal sealed class SM0508TimeoutOnConcurrentBuild : Rule<Operation>
{
    public override string Id => "SM0508";
    public override string Name => "timeout-on-concurrent-build";
    public override Severity Severity => Severity.Warning;
    public override string Title => "A short timeout is set before a concurrent build";
    public override string Why => """
        A concurrent build waits until every older transaction has ended, and it is meant to. lock_timeout or statement_timeout ends it
        half-way and leaves an INVALID index behind.
        """;
    public override string Instead => "Set both to 0 before the concurrent build";
    public override string Bad => """
        SET lock_timeout = '2s';
        CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);
        """;
    public override string Good => """
        SET lock_timeout = 0;
        CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (operation is not (CreateIndex { Concurrently: true } or Reindex { Concurrently: true }) || context.InTransaction)
            yield break;

        var timeouts = new[] { "lock_timeout", "statement_timeout" }.Where(timeout => Timeouts.Milliseconds(context.Setting(timeout)) is > 0)
            .Where(timeout => timeout == "statement_timeout" || !IsRepeatable(operation, context)).ToList();
        if (timeouts.Count > 0)
            yield return Found(operation, $"{Words.And(timeouts.Select(timeout => $"{timeout} = {context.Setting(timeout)}"))} may end the build and leave an INVALID index");
    }

    // What a build that gave up has left is dropped before the next try, which the migration tool makes.
    private static bool IsRepeatable(Operation operation, RuleContext context) => operation is CreateIndex { Index.Name: { } name, IfNotExists: false }
        && context.EarlierAbout(name).Any(earlier => earlier.Operation is DropIndex { Concurrently: true, IfExists: true } drop && drop.Index.Name == name);
}
