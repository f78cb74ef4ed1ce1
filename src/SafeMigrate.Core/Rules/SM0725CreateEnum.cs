using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: values cannot be taken away.</summary>
internal sealed class SM0725CreateEnum : Rule<CreateEnum>
{
    public override string Id => "SM0725";
    public override string Name => "create-enum";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "An enum type";
    public override string Why => "A value cannot be removed, and its order is fixed.";
    public override string Instead => "Use a look-up table";
    public override string Bad => "CREATE TYPE order_state AS ENUM ('open', 'closed');";
    public override string Good => "CREATE TABLE order_states (name text PRIMARY KEY);";

    protected override IEnumerable<Finding> Check(CreateEnum operation, RuleContext context)
    {
        yield return Found(operation, $"No value of {operation.Type} can ever be removed");
    }
}
