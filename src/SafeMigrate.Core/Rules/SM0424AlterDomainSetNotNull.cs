using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Every table that uses the domain is read while its writes wait.</summary>
internal sealed class SM0424AlterDomainSetNotNull : Rule<SetDomainNotNull>
{
    public override string Id => "SM0424";
    public override string Name => "alter-domain-set-not-null";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "ALTER DOMAIN SET NOT NULL blocks writes to every table that uses the domain";
    public override string Why => """
        A SHARE lock is taken on each of the tables, and all of them are read: writes wait until the transaction ends. There is no NOT
        VALID form.
        """;
    public override string Instead => "Add CHECK (VALUE IS NOT NULL) NOT VALID to the domain, and make the columns NOT NULL one by one";
    public override string Bad => "ALTER DOMAIN email SET NOT NULL;";
    public override string Good => "ALTER DOMAIN email ADD CONSTRAINT given CHECK (VALUE IS NOT NULL) NOT VALID;";

    protected override IEnumerable<Finding> Check(SetDomainNotNull operation, RuleContext context)
    {
        if (!operation.NotNull || context.EarlierAbout(operation.Domain).Any(earlier => earlier.Operation is CreateDomain create && context.Schema.Same(create.Domain, operation.Domain)))
            yield break;

        yield return Found(operation, $"Writes of every table that uses {operation.Domain} wait while all of them are read");
    }
}
