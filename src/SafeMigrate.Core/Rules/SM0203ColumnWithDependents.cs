using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Views and generated columns stop a column from going or changing.</summary>
internal sealed class SM0203ColumnWithDependents : Rule<ColumnOperation>
{
    public override string Id => "SM0203";
    public override string Name => "column-with-dependents";
    public override Severity Severity => Severity.Error;
    public override string Title => "A column that a view or a generated column uses is dropped or retyped";
    public override string Why => """
        PostgreSQL refuses to drop or retype a column that a view, a materialized view, a policy or a generated column uses; with CASCADE
        it drops them.
        """;
    public override string Instead => "Recreate the dependent object without the column first, in the same transaction";
    public override string Bad => """
        CREATE TABLE orders (net numeric, gross numeric GENERATED ALWAYS AS (net * 1.19) STORED);
        -- next migration
        ALTER TABLE orders ALTER COLUMN net TYPE numeric(12,2);
        """;
    public override string Good => "ALTER TABLE orders ADD COLUMN net_cents bigint;";

    protected override IEnumerable<Finding> Check(ColumnOperation operation, RuleContext context)
    {
        if (operation is not (DropColumn or ChangeColumnType) || context.Table(operation.Table) is not { } table)
            yield break;

        var generated = table.Columns.Where(column => column.Name != operation.Column && column.Generated?.Expression.Columns.Contains(operation.Column) == true)
            .Select(column => $"generated column \"{column.Name}\"");
        var users = table.Dependents.Where(dependent => dependent.Column == operation.Column && dependent.Kind is "view" or "materialized view" or "policy")
            .Concat(context.Schema.ViewsOver(operation.Table, operation.Column)).Select(dependent => dependent.ToString());
        if (generated.Concat(users).FirstOrDefault() is not { } user)
            yield break;

        yield return Found(operation, operation is DropColumn { Cascade: true }
            ? $"Dropping {operation.Table}.{operation.Column} also drops the {user}"
            : $"The server refuses to change {operation.Table}.{operation.Column} because the {user} uses it");
    }
}
