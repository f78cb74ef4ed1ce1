using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: a name of the server differs from place to place.</summary>
internal sealed class SM0514UnnamedIndex : Rule<CreateIndex>
{
    public override string Id => "SM0514";
    public override string Name => "unnamed-index";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "An index without a name";
    public override string Why =>
        "The server makes a name up, and it is another one where the first is taken. Later migrations cannot rely on it.";
    public override string Instead => "Give it a name";
    public override string Bad => "CREATE INDEX CONCURRENTLY ON orders (customer_id);";
    public override string Good => "CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);";

    protected override IEnumerable<Finding> Check(CreateIndex operation, RuleContext context)
    {
        if (operation.Index.Name is null)
            yield return Found(operation, $"The index on {operation.Table} has no name that a later migration can rely on");
    }
}
