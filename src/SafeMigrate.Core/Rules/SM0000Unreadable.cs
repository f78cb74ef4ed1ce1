using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A statement that could not be read is reported, never passed over in silence.</summary>
internal sealed class SM0000Unreadable : Rule<Unreadable>
{
    public override string Id => "SM0000";
    public override string Name => "unreadable-statement";
    public override Severity Severity => Severity.Error;
    public override Dialect? Dialect => null;
    public override string Title => "A statement cannot be read";
    public override string Why => "What cannot be read cannot be judged, and the server will most likely refuse it as well.";
    public override string Instead => "Correct the syntax, or report the statement if the server accepts it";
    public override string Bad => "ALTER TABLE orders ADD COLUMN COLUMN note text;";
    public override string Good => "ALTER TABLE orders ADD COLUMN note text;";

    protected override IEnumerable<Finding> Check(Unreadable operation, RuleContext context) => [Found(operation, operation.Error)];
}
