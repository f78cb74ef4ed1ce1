using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>serial calls nextval for every row that exists.</summary>
internal sealed class SM0102AddColumnSerial : Rule<AddColumn>
{
    public override string Id => "SM0102";
    public override string Name => "add-column-serial";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "ADD COLUMN serial rewrites the table";
    public override string Why => """
        A serial column has the default nextval(), which is volatile: PostgreSQL writes every row and every index anew while reads and
        writes wait.
        """;
    public override string Instead =>
        "Add a plain integer column, create the sequence, SET DEFAULT nextval for new rows, and number the old rows in batches";
    public override string Bad => "ALTER TABLE orders ADD COLUMN number bigserial;";
    public override string Good => """
        ALTER TABLE orders ADD COLUMN number bigint;
        CREATE SEQUENCE orders_number_seq OWNED BY orders.number;
        ALTER TABLE orders ALTER COLUMN number SET DEFAULT nextval('orders_number_seq');
        -- next migration
        -- again for each range of ids
        UPDATE orders SET number = nextval('orders_number_seq') WHERE id BETWEEN 1 AND 5000 AND number IS NULL;
        """;

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation))
            yield break; // A new table has no rows and no readers.

        if (operation.Column.IsSerial)
            yield return Found(operation, $"Numbering the rows of {operation.Table} for {operation.Column.Name} rewrites the table while reads and writes wait");
    }
}
