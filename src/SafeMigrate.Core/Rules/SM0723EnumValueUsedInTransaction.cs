using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A value that is added is not usable before COMMIT.</summary>
internal sealed class SM0723EnumValueUsedInTransaction : Rule<Operation>
{
    public override string Id => "SM0723";
    public override string Name => "enum-value-used-in-transaction";
    public override Severity Severity => Severity.Error;
    public override string Title => "A new enum value is used in the transaction that adds it";
    public override string Why =>
        "The server answers: unsafe use of new value. The value exists for others and for this session only after COMMIT.";
    public override string Instead => "Add the value in a migration of its own";
    public override string Bad => """
        -- one transaction
        ALTER TYPE order_state ADD VALUE 'lost';
        ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'lost';
        """;
    public override string Good => """
        -- one transaction
        ALTER TYPE order_state ADD VALUE 'lost';
        -- next migration
        -- one transaction
        ALTER TABLE orders ALTER COLUMN state SET DEFAULT 'lost';
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (!context.InTransaction || context.NewEnumValues.Count == 0 || SqlOf(operation) is not { Length: > 0 } sql)
            yield break;

        var added = context.NewEnumValues.FirstOrDefault(add => sql.Contains("'" + add.Value.Replace("'", "''") + "'"));
        if (added is not null)
            yield return Found(operation, $"The server refuses '{added.Value}' in the transaction that adds it to {added.Type}");
    }

    // A default is only parsed, yet that is a use; a string that means something else is rare enough to be told.
    private static string? SqlOf(Operation operation) => operation switch
    {
        DataOperation data => data.Sql,
        SetDefault set => set.Default.Sql,
        AddColumn add => add.Column.Default?.Sql,
        AddCheck add => add.Check.Condition.Sql,
        CreateIndex create => create.Index.Where?.Sql,
        _ => null,
    };
}
