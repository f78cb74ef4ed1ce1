using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: a duplicate stops the build.</summary>
internal sealed class SM0502CreateUniqueIndexMayFail : Rule<CreateIndex>
{
    public override string Id => "SM0502";
    public override string Name => "create-unique-index-may-fail";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A unique index fails on duplicates that exist";
    public override string Why =>
        "The build stops at the first duplicate, and the concurrent form leaves an INVALID index that slows every write down.";
    public override string Instead => "Look for duplicates with a query first";
    public override string Bad => "CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON orders (code);";
    public override string Good => "CREATE INDEX CONCURRENTLY orders_code ON orders (code);";

    protected override IEnumerable<Finding> Check(CreateIndex operation, RuleContext context)
    {
        if (operation.Index.Unique && !context.CreatesTable(operation.Table))
            yield return Found(operation, $"The build of {operation.Index.Name ?? "the index"} fails if {operation.Table} holds a duplicate");
    }
}
