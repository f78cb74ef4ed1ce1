using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Not every index can carry a constraint.</summary>
internal sealed class SM0413UsingIndexIneligible : Rule<AddConstraint>
{
    public override string Id => "SM0413";
    public override string Name => "using-index-ineligible";
    public override Severity Severity => Severity.Error;
    public override string Title => "USING INDEX names an index that cannot carry the constraint";
    public override string Why => """
        The server refuses an index that is partial, has an expression, sorts other than by default (DESC, NULLS FIRST), is no btree, is
        not unique, or is INVALID.
        """;
    public override string Instead => "Build a plain unique index CONCURRENTLY, or keep the index without a constraint";
    public override string Bad => """
        CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON orders (code) WHERE code <> '';
        -- next migration
        ALTER TABLE orders ADD CONSTRAINT orders_code_key UNIQUE USING INDEX orders_code_key;
        """;
    public override string Good => """
        CREATE UNIQUE INDEX CONCURRENTLY orders_code_key ON orders (code);
        -- next migration
        ALTER TABLE orders ADD CONSTRAINT orders_code_key UNIQUE USING INDEX orders_code_key;
        """;

    protected override IEnumerable<Finding> Check(AddConstraint operation, RuleContext context)
    {
        if (operation.Constraint is not IndexConstraint { UsingIndex: { } used })
            yield break;

        var index = context.Table(operation.Table)?.Indexes.FirstOrDefault(known => known.Name == used);
        if (index is not null && Reason(index) is { } reason)
            yield return Found(operation, $"The server refuses {used} for the constraint, because it {reason}");
    }

    private static string? Reason(Index index) =>
        index.Where is not null ? "is partial"
        : index.Columns.Any(key => key.Column is null) ? "has an expression"
        : index.Columns.Any(key => key.Descending || key.NullsFirst == true) ? "sorts other than by default"
        : index.Method is not (null or "btree") ? "is no btree"
        : !index.Unique ? "is not unique"
        : !index.IsValid ? "is INVALID"
        : null;
}
