using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Every qualified name changes.</summary>
internal sealed class SM0216RenameSchema : Rule<Operation>
{
    public override string Id => "SM0216";
    public override string Name => "rename-schema";
    public override Severity Severity => Severity.Error;
    public override string Title => "Renaming or changing a schema breaks the version that still runs";
    public override string Why => "Every statement that names the schema, or finds the object through its search_path, fails at once.";
    public override string Instead =>
        "Create views or synonyms under the old name in the same transaction, and drop them when no old version is left";
    public override string Bad => "ALTER SCHEMA sales RENAME TO commerce;";
    public override string Good => "CREATE SCHEMA commerce;";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (operation is RenameObject { Kind: ObjectKind.Schema } schema)
            yield return Found(operation, $"Names in {schema.Object} stop to exist for the running version once the schema is called {schema.NewName}");
        if (operation is MoveTable table && !context.CreatesTable(table.Table))
            yield return Found(operation, $"Statements of the running version that use {table.Table} fail once it is in {table.NewSchema}");
        if (operation is MoveObject { Kind: not ObjectKind.Extension } move)
            yield return Found(operation, $"Statements of the running version that use {move.Object} fail once it is in {move.NewSchema}");
    }
}
