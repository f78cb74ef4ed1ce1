using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: btree does what a hash index does.</summary>
internal sealed class SM0515HashIndex : Rule<CreateIndex>
{
    public override string Id => "SM0515";
    public override string Name => "hash-index";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A hash index";
    public override string Why => "A hash index serves equality only, cannot be unique and has no order.";
    public override string Instead => "Use a btree index";
    public override string Bad => "CREATE INDEX CONCURRENTLY orders_code ON orders USING hash (code);";
    public override string Good => "CREATE INDEX CONCURRENTLY orders_code ON orders (code);";

    protected override IEnumerable<Finding> Check(CreateIndex operation, RuleContext context)
    {
        if (operation.Index.Method == "hash")
            yield return Found(operation, $"{operation.Index.Name ?? "The index"} on {operation.Table} serves equality only");
    }
}
