using SafeMigrate.Operations;
using SafeMigrate.Rules;
using SafeMigrate.SqlServer.Operations;

namespace SafeMigrate.SqlServer.Rules;

/// <summary>A constraint that is never checked against the rows that exist.</summary>
public sealed class SM1019UntrustedConstraint : SqlServerRule<TableOperation>
{
    /// <inheritdoc/>
    public override string Id => "SM1019";

    /// <inheritdoc/>
    public override string Name => "mssql-untrusted-constraint";

    /// <inheritdoc/>
    public override Severity Severity => Severity.Warning;

    /// <inheritdoc/>
    public override string Title => "A constraint stays untrusted";

    /// <inheritdoc/>
    public override string Why =>
        "A constraint that was added WITH NOCHECK, or switched on again without WITH CHECK, is not trusted: the optimizer does not use it, and rows that break it may be there.";

    /// <inheritdoc/>
    public override string Instead => "Let ALTER TABLE ... WITH CHECK CHECK CONSTRAINT follow in a later migration, in a quiet window";

    /// <inheritdoc/>
    public override string Bad => "ALTER TABLE dbo.Orders CHECK CONSTRAINT CK_Orders_Total;";

    /// <inheritdoc/>
    public override string Good => "ALTER TABLE dbo.Orders WITH CHECK CHECK CONSTRAINT CK_Orders_Total;";

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Check(TableOperation operation, RuleContext context)
    {
        string? name;
        switch (operation)
        {
            case EnableConstraint enable:
                name = enable.Constraint ?? "ALL";
                break;
            case AddConstraint { Constraint: { NotValid: true } constraint }:
                name = constraint.Name;
                break;
            default:
                yield break;
        }

        if (context.LaterAbout(operation.Table, Within.History).Any(later => Checks(later.Operation, operation.Table, name, context)))
            yield break;

        yield return Found(operation, $"Constraint {name} of {operation.Table} stays untrusted: the rows that exist are not checked");
    }

    private static bool Checks(Operation operation, QualifiedName table, string? constraint, RuleContext context) =>
        operation is ValidateConstraint check && context.Schema.Same(check.Table, table)
        && (check.Constraint == "ALL" || string.Equals(check.Constraint, constraint, StringComparison.OrdinalIgnoreCase));
}
