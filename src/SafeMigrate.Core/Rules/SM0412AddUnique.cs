using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The index is built under the lock.</summary>
internal sealed class SM0412AddUnique : Rule<AddUnique>
{
    public override string Id => "SM0412";
    public override string Name => "add-unique";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "Adding a UNIQUE constraint builds its index under an exclusive lock";
    public override string Why => "The whole table is read and the index is built while reads and writes wait; a duplicate stops it.";
    public override string Instead => "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... UNIQUE USING INDEX";
    public override string Bad => "ALTER TABLE orders ADD CONSTRAINT orders_code_key UNIQUE (code);";
    public override string Good => """
        CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON orders (code);
        ALTER TABLE orders ADD CONSTRAINT orders_code_key UNIQUE USING INDEX orders_code_key;
        """;

    protected override IEnumerable<Finding> Check(AddUnique operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || operation.Unique.UsingIndex is not null)
            yield break;

        yield return Found(operation, $"Building the index of {operation.Unique.Name ?? "the constraint"} reads all of {operation.Table} while reads and writes wait");
    }
}
