using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A stored generated column is computed for every row that exists.</summary>
internal sealed class SM0104AddColumnStoredGenerated : Rule<AddColumn>
{
    public override string Id => "SM0104";
    public override string Name => "add-column-stored-generated";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "ADD COLUMN GENERATED ... STORED rewrites the table";
    public override string Why => """
        PostgreSQL computes the column for every row and writes the table and its indexes anew while reads and writes wait. A VIRTUAL
        column (PostgreSQL 18) is computed on reading and costs nothing.
        """;
    public override string Instead =>
        "Add a plain column, keep it up to date with a trigger and fill the old rows in batches; or index the expression; or "
        + "use VIRTUAL on PostgreSQL 18";
    public override string Bad => "ALTER TABLE orders ADD COLUMN gross numeric GENERATED ALWAYS AS (net * 1.19) STORED;";
    public override string Good => """
        ALTER TABLE orders ADD COLUMN gross numeric;
        CREATE FUNCTION orders_gross() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.gross := NEW.net * 1.19;
            RETURN NEW;
        END $$;
        SET lock_timeout = '500ms';
        CREATE TRIGGER orders_gross BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION orders_gross();
        -- next migration
        -- again for each range of ids
        UPDATE orders SET gross = net * 1.19 WHERE id BETWEEN 1 AND 5000 AND gross IS NULL;
        """;

    protected override IEnumerable<Finding> Check(AddColumn operation, RuleContext context)
    {
        if (!context.AddsToExisting(operation))
            yield break; // A new table has no rows and no readers.

        if (operation.Column.Generated is { Stored: true })
            yield return Found(operation, $"Computing {operation.Table}.{operation.Column.Name} for every row rewrites the table while reads and writes wait");
    }
}
