using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Style.</summary>
internal sealed class SM0907RequireSchemaName : Rule<TableOperation>
{
    public override string Id => "SM0907";
    public override string Name => "require-schema-name";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A table without its schema";
    public override string Why => "Which table is meant depends on the search_path of the session.";
    public override string Instead => "Write the schema";
    public override string Bad => "CREATE TABLE orders (id bigint PRIMARY KEY);";
    public override string Good => "CREATE TABLE shop.orders (id bigint PRIMARY KEY);";

    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        if (operation.Table.Schema is null && !context.CreatesTable(operation.Table) && operation is not CreateTable { Persistence: Persistence.Temporary })
            yield return Found(operation, $"{operation.Table} is looked up in the search_path");
    }
}
