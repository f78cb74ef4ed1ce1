using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Servers 14.0 to 14.3 only.</summary>
internal sealed class SM0512IndexCorruption14 : Rule<Operation>
{
    public override string Id => "SM0512";
    public override string Name => "index-corruption-14";
    public override Severity Severity => Severity.Warning;
    public override bool EnabledByDefault => false;
    public override int? LastVersion => 14;
    public override string Title => "Concurrent index builds of PostgreSQL 14.0 to 14.3 may corrupt the index";
    public override string Why => """
        CREATE INDEX CONCURRENTLY and REINDEX CONCURRENTLY of these minor versions can miss rows that are updated meanwhile; 14.4 repaired
        it.
        """;
    public override string Instead => "Upgrade to 14.4 or later first";
    public override string Bad => "CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);";
    public override string Good => "CREATE TABLE orders (id bigint PRIMARY KEY);";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (operation is CreateIndex { Concurrently: true } or Reindex { Concurrently: true })
            yield return Found(operation, "On a server older than 14.4 the index may miss rows");
    }
}
