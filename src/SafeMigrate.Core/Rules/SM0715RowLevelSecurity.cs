using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Without a policy nobody sees a row.</summary>
internal sealed class SM0715RowLevelSecurity : Rule<SetRowSecurity>
{
    public override string Id => "SM0715";
    public override string Name => "row-level-security";
    public override Severity Severity => Severity.Warning;
    public override string Title => "Row-level security is switched on or off while a version runs";
    public override string Why =>
        "ACCESS EXCLUSIVE is taken. ENABLE without a policy hides every row from all but the owner; DISABLE shows every row to all.";
    public override string Instead => "Create the policies first, then ENABLE, in one transaction";
    public override string Bad => "ALTER TABLE orders ENABLE ROW LEVEL SECURITY;";
    public override string Good => """
        BEGIN;
        CREATE POLICY own_orders ON orders USING (customer_id = current_setting('app.customer')::bigint);
        ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
        COMMIT;
        """;

    protected override IEnumerable<Finding> Check(SetRowSecurity operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || operation.Change is "NO FORCE")
            yield break;

        if (operation.Change == "FORCE" && context.EarlierAbout(operation.Table).Any(earlier => earlier.Operation is SetRowSecurity { Change: "ENABLE" }))
            yield break; // It is said there.

        var table = context.Table(operation.Table);
        var policies = context.EarlierAbout(operation.Table, Within.History).Concat(context.LaterAbout(operation.Table, Within.Transaction));
        var hasPolicy = policies.Any(other => other.Operation is ChangePolicy { Change: "CREATE" } policy && context.Schema.Same(policy.Table, operation.Table))
            || table?.Dependents.Any(dependent => dependent.Kind == "policy") == true;
        if (operation.Change is "ENABLE" or "FORCE" && hasPolicy)
            yield break;

        yield return Found(operation, operation.Change == "DISABLE"
            ? $"Every role with a grant on {operation.Table} sees all of its rows"
            : $"The running version sees no row of {operation.Table}, because no policy is known");
    }
}
