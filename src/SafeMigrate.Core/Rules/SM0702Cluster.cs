using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The table is written anew while nobody may use it.</summary>
internal sealed class SM0702Cluster : Rule<Cluster>
{
    public override string Id => "SM0702";
    public override string Name => "cluster";
    public override Severity Severity => Severity.Error;
    public override bool DependsOnSize => true;
    public override string Title => "CLUSTER rewrites the table under an exclusive lock";
    public override string Why => "The table and all its indexes are written anew in the order of the index while reads and writes wait.";
    public override string Instead => "pg_repack does the same without blocking";
    public override string Bad => "CLUSTER orders USING orders_pkey;";
    public override string Good => "VACUUM orders;";

    protected override IEnumerable<Finding> Check(Cluster operation, RuleContext context)
    {
        if (operation.Table is { } table && context.CreatesTable(table))
            yield break;

        yield return Found(operation, $"Reads and writes of {(operation.Table is null ? "every clustered table" : operation.Table.ToString())} wait while it is written anew");
    }
}
