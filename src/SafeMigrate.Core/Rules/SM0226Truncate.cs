using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>All rows are gone, and everybody waits.</summary>
internal sealed class SM0226Truncate : Rule<TruncateTable>
{
    public override string Id => "SM0226";
    public override string Name => "truncate";
    public override Severity Severity => Severity.Error;
    public override Dialect? Dialect => null;
    public override string Title => "TRUNCATE loses all rows and locks the table";
    public override string Why =>
        "All rows are removed at once, under ACCESS EXCLUSIVE: reads and writes wait, and what the running version wrote is gone.";
    public override string Instead => "Delete the rows in batches, by a condition that says which ones";
    public override string Bad => "TRUNCATE orders;";
    public override string Good => """
        -- safemigrate:ignore SM0226 a cache that fills itself again
        TRUNCATE orders;
        """;

    protected override IEnumerable<Finding> Check(TruncateTable operation, RuleContext context)
    {
        if (!SpeaksForAll(operation, context, truncate => IsLoss(truncate, context)))
            yield break;

        var all = context.Statement.Operations.OfType<TruncateTable>().Where(truncate => IsLoss(truncate, context)).ToList();
        yield return Found(operation, $"All rows of {Words.And(all.Select(truncate => truncate.Table))} are lost, and {(all.Count == 1 ? "its" : "their")} reads and writes wait");
    }

    // CASCADE is worse and has a rule of its own; a new table has no rows of anybody.
    private static bool IsLoss(TruncateTable truncate, RuleContext context) => !truncate.Cascade && !context.CreatesTable(truncate.Table);
}
