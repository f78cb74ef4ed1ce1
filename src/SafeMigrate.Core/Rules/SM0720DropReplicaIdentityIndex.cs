using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The identity silently becomes nothing.</summary>
internal sealed class SM0720DropReplicaIdentityIndex : Rule<DropIndex>
{
    public override string Id => "SM0720";
    public override string Name => "drop-replica-identity-index";
    public override Severity Severity => Severity.Error;
    public override string Title => "An index that is the REPLICA IDENTITY is dropped";
    public override string Why =>
        "The server allows it, and the table has no replica identity any more: UPDATE and DELETE fail where it is published.";
    public override string Instead => "Set another REPLICA IDENTITY first";
    public override string Bad => """
        -- safemigrate:ignore SM0718 published next week
        ALTER TABLE orders REPLICA IDENTITY USING INDEX orders_code_key;
        -- next migration
        DROP INDEX CONCURRENTLY orders_code_key;
        """;
    public override string Good => """
        SET lock_timeout = '500ms';
        ALTER TABLE orders REPLICA IDENTITY DEFAULT;
        RESET lock_timeout;
        DROP INDEX CONCURRENTLY orders_code_key;
        """;

    protected override IEnumerable<Finding> Check(DropIndex operation, RuleContext context)
    {
        var last = Identities(operation.Index, context).FirstOrDefault(set => set.Index == operation.Index.Name && ReferenceEquals(Identities(set.Table, context).First(), set));
        if (last is not null)
            yield return Found(operation, $"UPDATE and DELETE of {last.Table} fail where it is published, because {operation.Index} is its REPLICA IDENTITY");
    }

    private static IEnumerable<SetReplicaIdentity> Identities(QualifiedName name, RuleContext context) =>
        context.EarlierAbout(name, Within.History).Select(earlier => earlier.Operation).OfType<SetReplicaIdentity>();
}
