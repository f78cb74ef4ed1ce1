using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: rights are somebody else's business.</summary>
internal sealed class SM0716ChangePrivileges : Rule<ChangePrivileges>
{
    public override string Id => "SM0716";
    public override string Name => "change-privileges";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "GRANT or REVOKE in a migration";
    public override string Why =>
        "A REVOKE breaks the running version if it took the wrong role, and a GRANT to PUBLIC gives everybody access.";
    public override string Instead => "Manage rights apart from the schema";
    public override string Bad => "REVOKE INSERT ON orders FROM app;";
    public override string Good => "CREATE TABLE orders (id bigint PRIMARY KEY);";

    protected override IEnumerable<Finding> Check(ChangePrivileges operation, RuleContext context)
    {
        yield return Found(operation, $"{(operation.Revoke ? "REVOKE" : "GRANT")} {operation.Privileges} changes what {operation.Roles} may do");
    }
}
