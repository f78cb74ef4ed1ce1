using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: the planner does not know the new rows.</summary>
internal sealed class SM0804AnalyzeAfterBackfill : Rule<Operation>
{
    public override string Id => "SM0804";
    public override string Name => "analyze-after-backfill";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "Many rows are written without ANALYZE";
    public override string Why => "Until autovacuum gets to it the planner works with the old statistics.";
    public override string Instead => "Run ANALYZE afterwards";
    public override string Bad => "INSERT INTO notes (order_id) SELECT id FROM orders;";
    public override string Good => """
        INSERT INTO notes (order_id) SELECT id FROM orders;
        ANALYZE notes;
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        var table = operation switch
        {
            InsertRows { FromQuery: true } insert => insert.Table,
            UpdateRows { Where: null } update => update.Table,
            _ => null,
        };
        if (table is null || context.IsAnalyzed(table))
            yield break;

        yield return Found(operation, $"The planner does not know the new rows of {table}");
    }
}
