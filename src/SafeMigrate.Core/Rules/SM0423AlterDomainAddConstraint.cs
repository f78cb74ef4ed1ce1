using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Every table that uses the domain is read while its writes wait.</summary>
internal sealed class SM0423AlterDomainAddConstraint : Rule<Operation>
{
    public override string Id => "SM0423";
    public override string Name => "alter-domain-add-constraint";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "ALTER DOMAIN ADD or VALIDATE CONSTRAINT blocks writes to every table that uses the domain";
    public override string Why => """
        A SHARE lock is taken on each of the tables, and all of them are read: writes wait until the transaction ends. ADD ... NOT VALID
        takes no lock; validating it later takes the same.
        """;
    public override string Instead =>
        "Add it NOT VALID, and put the condition into a CHECK on each table, which can be validated without blocking";
    public override string Bad => "ALTER DOMAIN email ADD CONSTRAINT has_at CHECK (VALUE LIKE '%@%');";
    public override string Good => "ALTER DOMAIN email ADD CONSTRAINT has_at CHECK (VALUE LIKE '%@%') NOT VALID;";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (operation is AddDomainConstraint { Check.NotValid: false } add && !IsNew(add.Domain, context))
        {
            yield return Found(operation, $"Writes of every table that uses {add.Domain} wait while all of them are read")
                with
            { Fix = Fixes.Append(context.Statement.Location, context, " NOT VALID", "Add it NOT VALID") };
        }

        if (operation is ValidateDomainConstraint validate && !IsNew(validate.Domain, context))
            yield return Found(operation, $"Writes of every table that uses {validate.Domain} wait while all of them are read") with { Severity = Severity.Warning };
    }

    private static bool IsNew(QualifiedName domain, RuleContext context) =>
        context.EarlierAbout(domain).Any(earlier => earlier.Operation is CreateDomain create && context.Schema.Same(create.Domain, domain));
}
