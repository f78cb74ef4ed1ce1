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

    protected override IEnumerable<Finding> Check(Opaque operation, RuleContext context)
    {
        if (operation.OnlyName)
        {
            if (!context.EarlierOf<Opaque>(Within.Migration).Any(earlier => earlier.OnlyName))
                yield return Found(operation, operation.Reason) with { Severity = Severity.Note };
            yield break; // The rules know what it changes; once is enough for whoever runs it.
        }

        var alike = context.Statement.Operations.OfType<Opaque>().Where(other => other.Reason == operation.Reason).ToList();
        if (alike.Count > 1 && alike[0].Location != operation.Location && alike.Any(other => other.Location == operation.Location))
            yield break; // Said of the first one: who looks at the statement sees the others.

        var more = alike.Count > 1 ? $", here and {alike.Count - 1} more times in the statement" : "";
        yield return Found(operation, operation.Reason.TrimEnd('.') + more);
    }
}
