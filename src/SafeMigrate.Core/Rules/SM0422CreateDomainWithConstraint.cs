using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>What the domain forbids is hard to change later.</summary>
internal sealed class SM0422CreateDomainWithConstraint : Rule<CreateDomain>
{
    public override string Id => "SM0422";
    public override string Name => "create-domain-with-constraint";
    public override Severity Severity => Severity.Warning;
    public override string Title => "A domain with constraints makes later changes scan every table that uses it";
    public override string Why => """
        Adding a column of the domain rewrites the table, and changing its constraints later reads every table that uses it while their
        writes wait.
        """;
    public override string Instead => "Use the base type, and a CHECK on the table";
    public override string Bad => "CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');";
    public override string Good => "CREATE DOMAIN email AS text;";

    protected override IEnumerable<Finding> Check(CreateDomain operation, RuleContext context)
    {
        if (operation.NotNull || operation.Checks.Count > 0)
            yield return Found(operation, $"Adding a column of type {operation.Domain} rewrites its table, and changing what it forbids scans every table that uses it");
    }
}
