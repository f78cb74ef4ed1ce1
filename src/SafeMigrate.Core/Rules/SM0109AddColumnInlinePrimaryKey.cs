using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>PRIMARY KEY written with the new column builds an index under the lock.</summary>
internal sealed class SM0109AddColumnInlinePrimaryKey : Rule<AddColumn>
{
    public override string Id => "SM0109";
    public override string Name => "add-column-inline-primary-key";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "ADD COLUMN with PRIMARY KEY builds an index under an exclusive lock";
    public override string Why => """
        The key is built by reading the whole table while reads and writes wait, and rows that exist have no value for it unless the
        column numbers them, which rewrites the table.
        """;
    public override string Instead =>
        "Add the column, fill it in batches, make it NOT NULL by a validated CHECK, build the unique index CONCURRENTLY, then "
        + "ADD PRIMARY KEY USING INDEX";
    public override string Bad => "ALTER TABLE orders ADD COLUMN id bigint PRIMARY KEY;";
    public override string Good => "ALTER TABLE orders ADD COLUMN id bigint;";

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation))
            yield break; // A new table has no rows and no readers.

        foreach (var constraint in operation.Column.Constraints.OfType<PrimaryKey>())
            yield return Found(operation, $"Building the primary key on {operation.Table}.{operation.Column.Name} blocks all reads and writes");
    }
}
