using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: two indexes for the same look-up.</summary>
internal sealed class SM0513RedundantIndex : Rule<CreateIndex>
{
    public override string Id => "SM0513";
    public override string Name => "redundant-index";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "An index that another one covers";
    public override string Why => """
        An index whose columns are the first columns of another index is maintained by every write and used by no query that the other
        does not serve.
        """;
    public override string Instead => "Leave it out";
    public override string Bad => """
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, state text);
        CREATE INDEX orders_customer_state ON orders (customer_id, state);
        CREATE INDEX orders_customer ON orders (customer_id);
        """;
    public override string Good => """
        CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint, state text);
        CREATE INDEX orders_customer_state ON orders (customer_id, state);
        """;

    protected override IEnumerable<Finding> Check(CreateIndex operation, RuleContext context)
    {
        var columns = operation.Index.Columns;
        if (operation.Index.Unique || operation.Index.Where is not null || columns.Any(key => key.Column is null) || operation.Index.Method is not (null or "btree"))
            yield break;

        var covering = context.Table(operation.Table)?.Indexes.FirstOrDefault(other => other.Name != operation.Index.Name && other.Where is null
            && other.Method is null or "btree" && other.Columns.Count >= columns.Count && other.Columns.Take(columns.Count).SequenceEqual(columns));
        if (covering is not null)
            yield return Found(operation, $"{covering.Name} on {operation.Table} begins with the same columns");
    }
}
