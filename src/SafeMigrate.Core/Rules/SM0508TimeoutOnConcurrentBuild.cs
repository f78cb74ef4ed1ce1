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

        foreach (var timeout in new[] { "lock_timeout", "statement_timeout" })
        {
            if (Timeouts.Milliseconds(context.Setting(timeout)) is > 0)
                yield return Found(operation, $"{timeout} = {context.Setting(timeout)} may end the build and leave an INVALID index");
        }
    }
}
