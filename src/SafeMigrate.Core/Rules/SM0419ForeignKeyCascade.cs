using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: one DELETE may remove any number of rows.</summary>
internal sealed class SM0419ForeignKeyCascade : Rule<AddForeignKey>
{
    public override string Id => "SM0419";
    public override string Name => "foreign-key-cascade";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "ON DELETE CASCADE makes the size of a DELETE unknown";
    public override string Why => "Deleting one parent row deletes all of its children in the same transaction, however many they are.";
    public override string Instead => "Use NO ACTION and delete children in batches";
    public override string Bad => """
        ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) ON DELETE CASCADE NOT
        VALID;
        """;
    public override string Good =>
        "ALTER TABLE orders ADD CONSTRAINT orders_customer_fk FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;";

    protected override IEnumerable<Finding> Check(AddForeignKey operation, RuleContext context)
    {
        if (operation.ForeignKey.OnDelete == "CASCADE")
            yield return Found(operation, $"A DELETE on {operation.ForeignKey.ReferencedTable} deletes any number of rows of {operation.Table}");
    }
}
