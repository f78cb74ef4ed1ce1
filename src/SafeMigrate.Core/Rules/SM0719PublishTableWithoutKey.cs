using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>UPDATE and DELETE of the running version fail at once.</summary>
internal sealed class SM0719PublishTableWithoutKey : Rule<PublishTables>
{
    public override string Id => "SM0719";
    public override string Name => "publish-table-without-key";
    public override Severity Severity => Severity.Error;
    public override string Title => "A table without a key is published";
    public override string Why =>
        "From the moment a table without primary key and replica identity is in a publication of updates, its UPDATEs and DELETEs fail.";
    public override string Instead => "Add a primary key, or set REPLICA IDENTITY FULL, before";
    public override string Bad => """
        CREATE TABLE events (day date, kind text);
        -- next migration
        CREATE PUBLICATION feed FOR TABLE events;
        """;
    public override string Good => """
        CREATE TABLE events (id bigint PRIMARY KEY, kind text);
        -- next migration
        CREATE PUBLICATION feed FOR TABLE events;
        """;

    protected override IEnumerable<Finding> Check(PublishTables operation, RuleContext context)
    {
        var keyless = (operation.All ? context.Schema.Tables.Select(table => table.Name) : operation.Tables).Where(table =>
            context.Table(table) is { IsComplete: true, Persistence: Persistence.Permanent, KeyColumns.Count: 0 } && !HasIdentity(table, context)).ToList();
        if (keyless.Count > 0)
            yield return Found(operation, $"UPDATE and DELETE of {string.Join(", ", keyless)} fail, because there is no key that names the row");
    }

    private static bool HasIdentity(QualifiedName table, RuleContext context) => context.EarlierAbout(table, Within.History).Select(earlier => earlier.Operation).OfType<SetReplicaIdentity>().Any(set =>
        set.Identity is "FULL" or "INDEX" && context.Schema.Same(set.Table, table));
}
