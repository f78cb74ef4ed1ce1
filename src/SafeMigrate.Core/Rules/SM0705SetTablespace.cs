using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>All bytes are copied while nobody may use them.</summary>
internal sealed class SM0705SetTablespace : Rule<SetTablespace>
{
    public override string Id => "SM0705";
    public override string Name => "set-tablespace";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "SET TABLESPACE copies the table or index under an exclusive lock";
    public override string Why => "Every block is copied to the other tablespace while reads and writes wait.";
    public override string Instead =>
        "pg_repack --tablespace moves it without blocking; an index is built CONCURRENTLY in the new tablespace";
    public override string Bad => "ALTER TABLE orders SET TABLESPACE fast;";
    public override string Good => "CREATE INDEX CONCURRENTLY orders_code ON orders (code) TABLESPACE fast;";

    protected override IEnumerable<Finding> Check(SetTablespace operation, RuleContext context)
    {
        if (operation.Kind == ObjectKind.Table && context.CreatesTable(operation.Object))
            yield break;

        yield return Found(operation, $"Reads and writes of {operation.Object} wait while it is copied to {operation.Tablespace}");
    }
}
