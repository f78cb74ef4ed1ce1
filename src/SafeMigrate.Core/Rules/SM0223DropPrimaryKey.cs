using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>UPDATE and DELETE of a published table need a key.</summary>
internal sealed class SM0223DropPrimaryKey : Rule<DropConstraint>
{
    public override string Id => "SM0223";
    public override string Name => "drop-primary-key";
    public override Severity Severity => Severity.Warning;
    public override string Title => "Dropping the primary key stops logical replication of UPDATE and DELETE, and ON CONFLICT on it";
    public override string Why => """
        With REPLICA IDENTITY DEFAULT the primary key tells subscribers which row changed. Without it UPDATE and DELETE on a published
        table fail, and foreign keys to the table must go first. Where the key comes back over other columns, INSERT ... ON CONFLICT on the
        old ones fails, and nothing keeps those unique.
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

        var table = context.Table(operation.Table);
        var known = table?.Constraint(operation.Constraint);
        if (known is not PrimaryKey && !(known is null && operation.Constraint == operation.Table.Name + "_pkey"))
            yield break;

        var columns = (known as PrimaryKey)?.Columns;
        var added = context.LaterAbout(operation.Table, Within.Transaction).FirstOrDefault(later => later.Operation is AddPrimaryKey add && context.Schema.Same(add.Table, operation.Table));
        if (added is null)
            yield return Found(operation, $"UPDATE and DELETE of {operation.Table} fail where it is published, and nothing keeps its rows unique");
        else if (columns is not null && !Loses(columns, operation.Table, context)
            && !context.LaterAbout(operation.Table, Within.Transaction).Any(later => KeyColumns.ComeBack(later, operation, columns, context)))
        {
            yield return Found(operation, $"ON CONFLICT ({string.Join(", ", columns)}) of the running version fails, because {operation.Table} gets another primary key") with
            {
                Help = $"Keep a unique index over {string.Join(", ", columns)} until no version is left that names it in ON CONFLICT",
            };
        }
    }

    // What is said about the column's end or its new name is enough.
    private static bool Loses(ValueList<string> columns, QualifiedName table, RuleContext context) => context.LaterAbout(table, Within.Transaction)
        .Any(later => later.Operation is DropColumn or RenameColumn && later.Operation is ColumnOperation gone
            && context.Schema.Same(gone.Table, table) && columns.Contains(gone.Column));
}
