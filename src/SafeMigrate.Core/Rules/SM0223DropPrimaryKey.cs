using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>UPDATE and DELETE of a published table need a key.</summary>
internal sealed class SM0223DropPrimaryKey : Rule<DropConstraint>
{
    public override string Id => "SM0223";
    public override string Name => "drop-primary-key";
    public override Severity Severity => Severity.Warning;
    public override string Title => "Dropping the primary key stops logical replication of UPDATE and DELETE";
    public override string Why => """
        With REPLICA IDENTITY DEFAULT the primary key tells subscribers which row changed. Without it UPDATE and DELETE on a published
        table fail, and foreign keys to the table must go first.
        """;
    public override string Instead => "Give the table another REPLICA IDENTITY USING INDEX first, and replace the key in one transaction";
    public override string Bad => """
        CREATE TABLE orders (id bigint PRIMARY KEY);
        -- next migration
        ALTER TABLE orders DROP CONSTRAINT orders_pkey;
        """;
    public override string Good => "CREATE TABLE orders (id bigint PRIMARY KEY);";

    protected override IEnumerable<Finding> Check(DropConstraint operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table))
            yield break;

        if (context.LaterInTransaction.Any(later => later.Operation is AddPrimaryKey add && context.Schema.Same(add.Table, operation.Table)))
            yield break; // Replaced before anybody sees the table without a key.

        var table = context.Table(operation.Table);
        var isKey = table?.Constraint(operation.Constraint) is PrimaryKey
            || (table?.Constraint(operation.Constraint) is null && operation.Constraint == operation.Table.Name + "_pkey");
        if (isKey)
            yield return Found(operation, $"UPDATE and DELETE of {operation.Table} fail where it is published, and nothing keeps its rows unique");
    }
}
