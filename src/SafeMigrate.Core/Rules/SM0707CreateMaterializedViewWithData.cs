using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: the query runs inside the migration.</summary>
internal sealed class SM0707CreateMaterializedViewWithData : Rule<CreateMaterializedView>
{
    public override string Id => "SM0707";
    public override string Name => "create-materialized-view-with-data";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "CREATE MATERIALIZED VIEW runs its query in the migration";
    public override string Why => "The transaction lasts as long as the query, and holds back VACUUM and whatever waits for its locks.";
    public override string Instead => "Create it WITH NO DATA, and refresh it afterwards";
    public override string Bad => "CREATE MATERIALIZED VIEW sales AS SELECT day, sum(total) FROM orders GROUP BY day;";
    public override string Good => "CREATE MATERIALIZED VIEW sales AS SELECT day, sum(total) FROM orders GROUP BY day WITH NO DATA;";

    protected override IEnumerable<Finding> Check(CreateMaterializedView operation, RuleContext context)
    {
        if (!operation.WithNoData)
            yield return Found(operation, $"The query of {operation.View} runs in the transaction of the migration");
    }
}
