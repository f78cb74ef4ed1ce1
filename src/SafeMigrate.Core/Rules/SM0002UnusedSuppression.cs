using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A remark whose finding is gone. <see cref="Suppressions"/> finds it.</summary>
internal sealed class SM0002UnusedSuppression : Rule
{
    public override string Id => "SM0002";
    public override string Name => "unused-suppression";
    public override Severity Severity => Severity.Warning;
    public override Dialect? Dialect => null;
    public override string Title => "A safemigrate:ignore remark suppresses nothing";
    public override string Why => "The hazard it was written for is gone, or it stands at another statement; the next hazard in its place would stay unseen.";
    public override string Instead => "Remove the remark, or move it to the statement it is about";
    public override string Bad => """
        -- safemigrate:ignore SM0003 the table is empty
        ALTER TABLE orders ADD COLUMN note text;
        """;
    public override string Good => "ALTER TABLE orders ADD COLUMN note text;";

    public override IEnumerable<Finding> Judge(Operation operation, RuleContext context) => [];
}
