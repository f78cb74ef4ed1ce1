using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The index is built and NULLs are looked for under the lock.</summary>
internal sealed class SM0414AddPrimaryKey : Rule<AddPrimaryKey>
{
    public override string Id => "SM0414";
    public override string Name => "add-primary-key";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "Adding a PRIMARY KEY builds its index under an exclusive lock";
    public override string Why =>
        "The whole table is read and the index is built while reads and writes wait; columns that may be NULL are scanned as well.";
    public override string Instead =>
        "Make the columns NOT NULL by a validated CHECK, build the unique index CONCURRENTLY, then ADD PRIMARY KEY USING INDEX";
    public override string Bad => "ALTER TABLE orders ADD PRIMARY KEY (id);";
    public override string Good => """
        ALTER TABLE orders ADD CONSTRAINT id_set CHECK (id IS NOT NULL) NOT VALID;
        -- next migration
        ALTER TABLE orders VALIDATE CONSTRAINT id_set;
        CREATE UNIQUE INDEX CONCURRENTLY orders_pkey ON orders (id);
        ALTER TABLE orders ALTER COLUMN id SET NOT NULL;
        ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey;
        """;

    protected override IEnumerable<Finding> Check(AddPrimaryKey operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || operation.PrimaryKey.UsingIndex is not null)
            yield break;

        yield return Found(operation, $"Building the primary key of {operation.Table} reads the whole table while reads and writes wait");
    }
}
