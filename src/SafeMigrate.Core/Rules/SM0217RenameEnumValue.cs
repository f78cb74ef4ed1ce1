using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Literals of the running version are no values any more.</summary>
internal sealed class SM0217RenameEnumValue : Rule<RenameEnumValue>
{
    public override string Id => "SM0217";
    public override string Name => "rename-enum-value";
    public override Severity Severity => Severity.Error;
    public override string Title => "RENAME VALUE breaks literals of the version that still runs";
    public override string Why =>
        "The running version writes and compares the old word, and the server rejects it: invalid input value for enum.";
    public override string Instead => "Let safemigrate expand give it both names until the old version is gone; or add the new value, move the rows in batches, and leave the old one unused";
    public override string Bad => "ALTER TYPE order_state RENAME VALUE 'open' TO 'pending';";
    public override string Good => "ALTER TYPE order_state ADD VALUE 'pending' AFTER 'open';";

    protected override IEnumerable<Finding> Check(RenameEnumValue operation, RuleContext context)
    {
        if (context.EarlierAbout(operation.Type).Any(earlier => earlier.Operation is CreateEnum create && create.Type == operation.Type))
            yield break; // No version knows a value of this migration's type.

        yield return Found(operation, $"Statements of the running version that say '{operation.Value}' fail once the value of {operation.Type} is called '{operation.NewValue}'");
    }
}
