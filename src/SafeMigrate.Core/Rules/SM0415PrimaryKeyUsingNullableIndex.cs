using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The index is there, the proof that nothing is NULL is not.</summary>
internal sealed class SM0415PrimaryKeyUsingNullableIndex : Rule<AddPrimaryKey>
{
    public override string Id => "SM0415";
    public override string Name => "primary-key-using-nullable-index";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "PRIMARY KEY USING INDEX on a column that may be NULL scans the table";
    public override string Why =>
        "The index is ready, but PostgreSQL makes the columns NOT NULL first and reads every row for that while reads and writes wait.";
    public override string Instead => "Make the columns NOT NULL by a validated CHECK before";
    public override string Bad => """
        CREATE TABLE orders (id bigint, note text);
        CREATE UNIQUE INDEX orders_id ON orders (id);
        -- next migration
        ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_id;
        """;
    public override string Good => """
        CREATE TABLE orders (id bigint NOT NULL, note text);
        CREATE UNIQUE INDEX orders_id ON orders (id);
        -- next migration
        ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_id;
        """;

    protected override IEnumerable<Finding> Check(AddPrimaryKey operation, RuleContext context)
    {
        if (operation.PrimaryKey.UsingIndex is null || context.CreatesTable(operation.Table) || context.Table(operation.Table) is not { } table)
            yield break;

        // A column that nothing is known about is left alone: the recipe makes it NOT NULL first.
        var nullable = ConstraintLocks.KeyOf(operation, context.Schema)
            .FirstOrDefault(column => table.Column(column) is not null && !PostgresLocks.ProvesNotNull(context.Schema, operation.Table, column));
        if (nullable is not null)
            yield return Found(operation, $"{operation.Table}.{nullable} may be NULL, so the table is read for NULLs while reads and writes wait");
    }
}
