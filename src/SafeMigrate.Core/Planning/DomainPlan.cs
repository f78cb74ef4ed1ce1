using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>What a domain allows: loosened before the deploy, tightened when no old version is left, for new values first.</summary>
internal sealed class DomainPlan : OperationPlan
{
    public override bool Handles(Operation operation) => operation is AddDomainConstraint or DropDomainConstraint or ValidateDomainConstraint or SetDomainNotNull;

    public override Plan Create(Operation operation, PlanContext context) => context.Said("phase") is not null ? new AsWrittenPlan().Create(operation, context) : operation switch
    {
        AddDomainConstraint add => Added(add),
        ValidateDomainConstraint validate => new Plan([])
        {
            Strategy = $"Check the values of {validate.Domain} when no old version is left",
            Contract = [Steps.Of($"check {validate.Constraint}", validate)],
            Notes = [Reads(validate.Domain)],
        },
        DropDomainConstraint drop => Dropped(drop, context),
        SetDomainNotNull { NotNull: true } set => new Plan([])
        {
            Strategy = $"Refuse NULLs in {set.Domain} when no old version is left",
            Contract = [Steps.Of($"make {set.Domain} NOT NULL", Alter(set.Domain, "SET NOT NULL"))],
            Revert = [Steps.Of("allow NULLs again", Alter(set.Domain, "DROP NOT NULL"))],
            Notes = [Reads(set.Domain)],
        },
        SetDomainNotNull set => NotPossible(
            $"rows of the new version have NULL in {set.Domain}, and back would mean to read every row while writes wait: say -- safemigrate:phase expand, and -- safemigrate:rollback SQL if it can be undone"),
        _ => throw new ArgumentOutOfRangeException(nameof(operation)),
    };

    // New values are held to it at once; the rows that are there are read after that.
    private static Plan Added(AddDomainConstraint add)
    {
        if (add.Check.Name is not { } name)
            return NotPossible($"the CHECK of {add.Domain} needs a name, by which it is validated and dropped: ADD CONSTRAINT name CHECK (...)");
        ValueList<Step> validated = add.Check.NotValid ? [] : [Validated(add.Domain, name)];
        return new Plan([])
        {
            Strategy = $"Hold new values of {add.Domain} to {name} when no old version is left, then check those that are there",
            Contract = [Steps.Of($"add {name}, for new values only", Gone(add.Domain, name), ForNewValues(add.Domain, name, add.Check)), .. validated],
            Revert = [Steps.Of($"drop {name}", Gone(add.Domain, name))],
            Notes = validated.Count > 0 ? [Reads(add.Domain)] : [],
        };
    }

    private static Plan Dropped(DropDomainConstraint drop, PlanContext context)
    {
        var (domain, name) = (drop.Domain, drop.Constraint);
        if (context.Schema.FindDomain(domain)?.Checks.FirstOrDefault(check => check.Name == name) is not { } check)
            return NotPossible($"what {name} of {domain} says is not known, so it could not be brought back: give the migrations that created it, or --connection");
        return new Plan([])
        {
            Strategy = $"Drop {name} before the deploy, so that the new version may write what it forbids",
            Expand = [Steps.Of($"drop {name}", Gone(domain, name))],
            Rollback = [Steps.Of($"add {name} again, for new values only", Gone(domain, name), ForNewValues(domain, name, check)), Validated(domain, name)],
            Notes = [$"For a rollback no row may have what {name} forbids"],
        };
    }

    private static Step Validated(QualifiedName domain, string name) => Steps.Of($"check the rows with a {domain}", Alter(domain, $"VALIDATE CONSTRAINT {PostgresIdentifier.Quote(name)}"));

    private static RunSql Gone(QualifiedName domain, string check) => Alter(domain, $"DROP CONSTRAINT IF EXISTS {PostgresIdentifier.Quote(check)}");

    private static RunSql ForNewValues(QualifiedName domain, string name, CheckConstraint check) => Alter(domain, $"ADD CONSTRAINT {PostgresIdentifier.Quote(name)} CHECK ({check.Condition}) NOT VALID");

    private static RunSql Alter(QualifiedName domain, string change) => new($"ALTER DOMAIN {PostgresWriter.Name(domain)} {change}");

    private static string Reads(QualifiedName domain) =>
        $"The server reads every table with a {domain} while writes to it wait: where one is large, put the condition into a CHECK of the table, which can be validated while writes go on";
}
