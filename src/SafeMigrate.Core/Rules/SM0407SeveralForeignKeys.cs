using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Each parent more is one more that may deadlock.</summary>
internal sealed class SM0407SeveralForeignKeys : Rule<AddForeignKey>
{
    public override string Id => "SM0407";
    public override string Name => "several-foreign-keys";
    public override Severity Severity => Severity.Warning;
    public override bool EnabledByDefault => false;
    public override string Title => "Several foreign keys to different tables in one transaction";
    public override string Why => """
        Each one locks its parent until the transaction ends. Writers of the running version take the same tables in another order, and
        one of the two is killed as a deadlock.
        """;
    public override string Instead => "One foreign key in each transaction";
    public override string Bad => """
        -- one transaction
        ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
        ALTER TABLE orders ADD CONSTRAINT orders_shop_fk FOREIGN KEY (shop_id) REFERENCES shops (id) NOT VALID;
        """;
    public override string Good => """
        ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;
        -- next migration
        ALTER TABLE orders ADD CONSTRAINT orders_shop_fk FOREIGN KEY (shop_id) REFERENCES shops (id) NOT VALID;
        """;

    protected override IEnumerable<Finding> Check(AddForeignKey operation, RuleContext context)
    {
        var parent = operation.ForeignKey.ReferencedTable;
        var other = context.EarlierOf<AddForeignKey>(Within.Transaction)
            .FirstOrDefault(earlier => !context.Schema.Same(earlier.ForeignKey.ReferencedTable, parent) && !context.CreatesTable(earlier.ForeignKey.ReferencedTable));
        if (other is not null && !context.CreatesTable(parent))
            yield return Found(operation, $"Writes of {other.ForeignKey.ReferencedTable} and {parent} wait together until the transaction ends");
    }
}
