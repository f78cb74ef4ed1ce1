using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Subscribers see other old values.</summary>
internal sealed class SM0718ReplicaIdentity : Rule<SetReplicaIdentity>
{
    public override string Id => "SM0718";
    public override string Name => "replica-identity";
    public override Severity Severity => Severity.Warning;
    public override string Title => "REPLICA IDENTITY changes what subscribers are told";
    public override string Why => """
        ACCESS EXCLUSIVE is taken for a moment. With NOTHING, UPDATE and DELETE of a published table fail; with FULL every old row goes
        into the log. That is a warning with NOTHING, and else a note.
        """;
    public override string Instead => "Use an index of few columns, and a short lock_timeout";
    public override string Bad => "ALTER TABLE orders REPLICA IDENTITY NOTHING;";
    public override string Good => """
        SET lock_timeout = '500ms';
        ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_code_key;
        """;

    protected override IEnumerable<Finding> Check(SetReplicaIdentity operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table) || (operation.Identity is not "NOTHING" && Timeouts.Protects(context)))
            yield break;

        yield return operation.Identity == "NOTHING"
            ? Found(operation, $"UPDATE and DELETE of {operation.Table} fail where it is published")
            : Found(operation, $"Subscribers of {operation.Table} are told other old values, and its reads and writes wait for a moment") with { Severity = Severity.Note };
    }
}
