using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: long indexes cost every write.</summary>
internal sealed class SM0511IndexTooManyColumns : Rule<CreateIndex>
{
    public override string Id => "SM0511";
    public override string Name => "index-too-many-columns";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "An index of many columns";
    public override string Why => """
        A non-unique index of more than three columns is seldom used beyond its first ones, and costs each write:
        safemigrate_index_columns_limit.
        """;
    public override string Instead => "Index the columns that select most";
    public override string Bad => "CREATE INDEX CONCURRENTLY orders_many ON orders (a, b, c, d);";
    public override string Good => "CREATE INDEX CONCURRENTLY orders_few ON orders (a, b);";

    protected override IEnumerable<Finding> Check(CreateIndex operation, RuleContext context)
    {
        if (!operation.Index.Unique && operation.Index.Columns.Count > context.Configuration.Number("safemigrate_index_columns_limit", 3))
            yield return Found(operation, $"{operation.Index.Name ?? "The index"} on {operation.Table} has {operation.Index.Columns.Count} columns");
    }
}
