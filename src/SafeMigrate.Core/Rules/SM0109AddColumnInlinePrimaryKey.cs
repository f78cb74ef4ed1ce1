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
    public override string Good => """
        ALTER TABLE orders ADD COLUMN id bigint;
        CREATE SEQUENCE orders_id_seq OWNED BY orders.id;
        ALTER TABLE orders ALTER COLUMN id SET DEFAULT nextval('orders_id_seq');
        -- next migration
        -- again for each range of pages
        UPDATE orders SET id = nextval('orders_id_seq') WHERE ctid >= '(0,0)' AND ctid < '(1000,0)' AND id IS NULL;
        -- next migration
        ALTER TABLE orders ADD CONSTRAINT id_set CHECK (id IS NOT NULL) NOT VALID;
        -- next migration
        ALTER TABLE orders VALIDATE CONSTRAINT id_set;
        -- next migration
        ALTER TABLE orders ALTER COLUMN id SET NOT NULL;
        CREATE UNIQUE INDEX CONCURRENTLY orders_pkey ON orders (id);
        ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;
        ALTER TABLE orders DROP CONSTRAINT id_set;
        """;

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation))
            yield break; // A new table has no rows and no readers.

        foreach (var constraint in operation.Column.Constraints.OfType<PrimaryKey>())
            yield return Found(operation, $"Building the primary key on {operation.Table}.{operation.Column.Name} blocks all reads and writes");
    }
}
