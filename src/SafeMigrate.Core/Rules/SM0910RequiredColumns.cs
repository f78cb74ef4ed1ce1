using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A policy: columns that every table has.</summary>
internal sealed class SM0910RequiredColumns : Rule<CreateTable>
{
    public override string Id => "SM0910";
    public override string Name => "required-columns";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override Dialect? Dialect => null;
    public override string Title => "A table without the columns that every table should have";
    public override string Why =>
        "safemigrate_required_columns lists them, separated by commas; without it created_at and updated_at are expected.";
    public override string Instead => "Add the columns";
    public override string Bad => "CREATE TABLE orders (id bigint PRIMARY KEY);";
    public override string Good => "CREATE TABLE orders (id bigint PRIMARY KEY, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);";

    protected override IEnumerable<Finding> Check(CreateTable operation, RuleContext context)
    {
        if (operation.PartitionOf is not null || operation.AsQuery is not null || operation.OfType is not null
            || operation.Like.Count + operation.Inherits.Count > 0 || operation.Persistence == Persistence.Temporary)
            yield break; // Its columns come from elsewhere, or it is gone soon.

        var required = (context.Configuration.Text("safemigrate_required_columns") ?? "created_at, updated_at").Split(',').Select(name => name.Trim());
        var missing = required.Where(name => name != "" && operation.Columns.All(column => column.Name != name)).ToList();
        if (missing.Count > 0)
            yield return Found(operation, $"{operation.Table} has no {Words.And(missing)}");
    }
}
