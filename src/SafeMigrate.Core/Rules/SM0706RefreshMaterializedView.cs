using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Readers wait as long as the query takes.</summary>
internal sealed class SM0706RefreshMaterializedView : Rule<RefreshMaterializedView>
{
    public override string Id => "SM0706";
    public override string Name => "refresh-materialized-view";
    public override Severity Severity => Severity.Warning;
    public override bool DependsOnSize => true;
    public override string Title => "REFRESH MATERIALIZED VIEW without CONCURRENTLY blocks its readers";
    public override string Why => """
        ACCESS EXCLUSIVE is held while the query runs and the view is written anew. CONCURRENTLY lets readers go on and needs a unique
        index over all rows.
        """;
    public override string Instead => "REFRESH MATERIALIZED VIEW CONCURRENTLY";
    public override string Bad => "REFRESH MATERIALIZED VIEW sales;";
    public override string Good => "REFRESH MATERIALIZED VIEW CONCURRENTLY sales;";

    protected override IEnumerable<Finding> Check(RefreshMaterializedView operation, RuleContext context)
    {
        if (operation.Concurrently || context.CreatesTable(operation.View))
            yield break;

        yield return Found(operation, $"Reads of {operation.View} wait while its query runs") with
        {
            Fix = operation.WithNoData || !context.HasUniqueIndex(operation.View) ? null : Fixes.InsertBehind(
                context.Statement.Location, context, "REFRESH MATERIALIZED VIEW", " CONCURRENTLY", "Refresh CONCURRENTLY"),
        };
    }
}
