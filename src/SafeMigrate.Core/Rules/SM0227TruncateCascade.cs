using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Tables that the statement does not name are emptied too.</summary>
internal sealed class SM0227TruncateCascade : Rule<TruncateTable>
{
    public override string Id => "SM0227";
    public override string Name => "truncate-cascade";
    public override Severity Severity => Severity.Error;
    public override string Title => "TRUNCATE ... CASCADE empties every table that references it";
    public override string Why =>
        "Every table with a foreign key to it is emptied as well, and theirs in turn, each under ACCESS EXCLUSIVE.";
    public override string Instead => "Name each table that is meant";
    public override string Bad => "TRUNCATE customers CASCADE;";
    public override string Good => """
        -- safemigrate:ignore SM0226 a cache that fills itself again
        TRUNCATE customers;
        """;

    protected override IEnumerable<Finding> Check(TruncateTable operation, RuleContext context)
    {
        if (!operation.Cascade || context.CreatesTable(operation.Table))
            yield break;

        var others = context.Schema.ReferencesTo(operation.Table).Select(pair => pair.Table.Name).Distinct().ToList();
        yield return Found(operation, others.Count > 0
            ? $"All rows of {operation.Table} and of {string.Join(", ", others)} are lost"
            : $"All rows of {operation.Table} and of every table that references it are lost");
    }
}
