using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: some teams keep references in the application.</summary>
internal sealed class SM0420NoForeignKeys : Rule<AddForeignKey>
{
    public override string Id => "SM0420";
    public override string Name => "no-foreign-keys";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A foreign key";
    public override string Why =>
        "Every write of the child looks at the parent and locks its row, and schema changes of one lock the other.";
    public override string Instead => "Check the reference in the application";
    public override string Bad =>
        "ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;";
    public override string Good => "CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);";

    protected override IEnumerable<Finding> Check(AddForeignKey operation, RuleContext context)
    {
        yield return Found(operation, $"{operation.Table} references {operation.ForeignKey.ReferencedTable}");
    }
}
