using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A remark that suppresses nothing, or more than its author knows, is an error. <see cref="Suppressions"/> finds it.</summary>
internal sealed class SM0001InvalidSuppression : Rule
{
    public override string Id => "SM0001";
    public override string Name => "invalid-suppression";
    public override Severity Severity => Severity.Error;
    public override Dialect? Dialect => null;
    public override string Title => "A safemigrate:ignore remark is not valid";
    public override string Why => """
        A remark with a misspelt rule protects nothing, and one without a reason is copied from file to file until nobody knows what it hides.
        """;
    public override string Instead => "Write the rule and why its finding is acceptable here: -- safemigrate:ignore SM0003 the table is empty until the next release";
    public override string Bad => """
        -- safemigrate:ignore SM0003
        ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
        """;
    public override string Good => """
        -- safemigrate:ignore SM0003 the table is filled by the next release
        ALTER TABLE orders ALTER COLUMN total SET NOT NULL;
        """;

    public override IEnumerable<Finding> Judge(Operation operation, RuleContext context) => [];
}
