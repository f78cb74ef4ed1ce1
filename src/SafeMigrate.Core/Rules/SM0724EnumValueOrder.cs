using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: say where the value sorts.</summary>
internal sealed class SM0724EnumValueOrder : Rule<AddEnumValue>
{
    public override string Id => "SM0724";
    public override string Name => "enum-value-order";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "ADD VALUE without BEFORE or AFTER";
    public override string Why => "The value sorts last, which is seldom what ORDER BY should do.";
    public override string Instead => "Say BEFORE or AFTER";
    public override string Bad => "ALTER TYPE order_state ADD VALUE 'lost';";
    public override string Good => "ALTER TYPE order_state ADD VALUE 'lost' AFTER 'shipped';";

    protected override IEnumerable<Finding> Check(AddEnumValue operation, RuleContext context)
    {
        if (operation.Before is null && operation.After is null)
            yield return Found(operation, $"'{operation.Value}' sorts behind all values of {operation.Type}");
    }
}
