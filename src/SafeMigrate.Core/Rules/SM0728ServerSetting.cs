using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>It changes the server, not the database.</summary>
internal sealed class SM0728ServerSetting : Rule<OtherStatement>
{
    public override string Id => "SM0728";
    public override string Name => "server-setting";
    public override Severity Severity => Severity.Warning;
    public override string Title => "ALTER SYSTEM in a migration";
    public override string Why => "It changes the configuration of the whole server, needs a superuser, and cannot run in a transaction.";
    public override string Instead => "Leave it to an operator";
    public override string Bad => "ALTER SYSTEM SET work_mem = '64MB';";
    public override string Good => "SET work_mem = '64MB';";

    protected override IEnumerable<Finding> Check(OtherStatement operation, RuleContext context)
    {
        if (operation.Kind == "AlterSystemStmt")
            yield return Found(operation, "The configuration of the whole server changes");
    }
}
