using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A statement whose effect nobody can know from its text.</summary>
internal sealed class SM0004OpaqueSql : Rule<Opaque>
{
    public override string Id => "SM0004";
    public override string Name => "opaque-sql";
    public override Severity Severity => Severity.Warning;
    public override Dialect? Dialect => null;
    public override string Title => "The effect of a statement cannot be known";
    public override string Why => "Dynamic SQL and procedural code may do anything, so no rule can vouch for it, and what follows is judged without knowing it.";
    public override string Instead => "Write the statements out, or check by hand which locks it takes and suppress the finding with the answer";
    public override string Bad => "DO $$ BEGIN EXECUTE 'ALTER TABLE ' || current_setting('app.table') || ' ADD COLUMN note text'; END $$;";
    public override string Good => "ALTER TABLE orders ADD COLUMN note text;";

    protected override IEnumerable<Finding> Check(Opaque operation, RuleContext context) => [Found(operation, operation.Reason.TrimEnd('.'))];
}
