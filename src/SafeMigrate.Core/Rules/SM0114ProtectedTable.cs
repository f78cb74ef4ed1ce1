using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: tables that a team changes only after a review.</summary>
internal sealed class SM0114ProtectedTable : Rule<TableOperation>
{
    public override string Id => "SM0114";
    public override string Name => "protected-table";
    public override Severity Severity => Severity.Warning;
    public override bool EnabledByDefault => false;
    public override string Title => "A change to a table on the list of protected tables";
    public override string Why => """
        Teams keep a list of tables that are too wide or too busy for a change without a second look: safemigrate_protected_tables in
        .editorconfig, names separated by commas.
        """;
    public override string Instead =>
        "Put new columns into a table beside it, or have the change reviewed and suppress this finding with the reason";
    public override string Bad => "ALTER TABLE orders ADD COLUMN note text;";
    public override string Good => "ALTER TABLE notes ADD COLUMN body text;";

    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        var listed = (context.Configuration.Text("safemigrate_protected_tables") ?? "").Split(',').Select(name => name.Trim());
        if (listed.Contains(operation.Table.Name) || listed.Contains(operation.Table.ToString()))
            yield return Found(operation, $"{operation.Table} is on the list of protected tables");
    }
}
