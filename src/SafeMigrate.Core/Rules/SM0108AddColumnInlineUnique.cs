using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>UNIQUE written with the new column builds an index under the lock.</summary>
internal sealed class SM0108AddColumnInlineUnique : Rule<AddColumn>
{
    public override string Id => "SM0108";
    public override string Name => "add-column-inline-unique";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "ADD COLUMN with UNIQUE builds an index under an exclusive lock";
    public override string Why => """
        The index is built by reading the whole table while reads and writes wait. With a default the rows have equal values and the
        statement fails.
        """;
    public override string Instead => "Add the column alone, CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT ... UNIQUE USING INDEX";
    public override string Bad => "ALTER TABLE orders ADD COLUMN code text UNIQUE;";
    public override string Good => """
        ALTER TABLE orders ADD COLUMN code text;
        CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON orders (code);
        ALTER TABLE orders ADD CONSTRAINT orders_code_key UNIQUE USING INDEX orders_code_key;
        """;

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation))
            yield break; // A new table has no rows and no readers.

        foreach (var constraint in operation.Column.Constraints.OfType<UniqueConstraint>())
            yield return Found(operation, $"Building the unique index on {operation.Table}.{operation.Column.Name} blocks all reads and writes");
    }
}
