using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>An index of several columns goes with any one of them.</summary>
internal sealed class SM0202DropColumnTakesIndexes : Rule<DropColumn>
{
    public override string Id => "SM0202";
    public override string Name => "drop-column-takes-indexes";
    public override Severity Severity => Severity.Warning;
    public override string Title => "DROP COLUMN silently drops indexes of other columns";
    public override string Why => """
        PostgreSQL drops every index that uses the column as a key, in INCLUDE or in its predicate. An index over several columns that
        other queries need is gone without a word.
        """;
    public override string Instead => "Build the replacement CONCURRENTLY first, drop the old index CONCURRENTLY, then drop the column";
    public override string Bad => """
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, state text);
        CREATE INDEX orders_customer_state ON orders (customer_id, state);
        -- next migration
        -- safemigrate:ignore SM0201 no version since 1.8 uses it
        ALTER TABLE orders DROP COLUMN state;
        """;
    public override string Good => """
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, state text);
        CREATE INDEX orders_customer_state ON orders (customer_id, state);
        -- next migration
        CREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);
        DROP INDEX CONCURRENTLY orders_customer_state;
        -- safemigrate:ignore SM0201 no version since 1.8 uses it
        ALTER TABLE orders DROP COLUMN state;
        """;

    protected override IEnumerable<Finding> Check(DropColumn operation, RuleContext context)
    {
        if (context.CreatesTable(operation.Table))
            yield break;

        var gone = context.Table(operation.Table)?.Indexes
            .Where(index => Uses(index, operation.Column) && index.Columns.Any(key => key.Column is { } other && other != operation.Column))
            .Select(index => index.Name ?? "an index without a name").ToList() ?? [];
        if (gone.Count > 0)
            yield return Found(operation, $"{(gone.Count == 1 ? "Index" : "Indexes")} {Words.And(gone)} on {operation.Table} {(gone.Count == 1 ? "is" : "are")} dropped with the column {operation.Column}");
    }

    private static bool Uses(Index index, string column) =>
        index.Columns.Any(key => key.Column == column || key.Expression?.Columns.Contains(column) == true)
        || index.Include.Contains(column) || index.Where?.Columns.Contains(column) == true;
}
