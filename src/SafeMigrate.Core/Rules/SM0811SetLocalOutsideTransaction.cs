using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>It does nothing there.</summary>
internal sealed class SM0811SetLocalOutsideTransaction : Rule<SetParameter>
{
    public override string Id => "SM0811";
    public override string Name => "set-local-outside-transaction";
    public override Severity Severity => Severity.Warning;
    public override string Title => "SET LOCAL outside a transaction does nothing";
    public override string Why => """
        The server warns that SET LOCAL can only be used in transaction blocks, and the setting stays as it was: the protection that the
        author counts on is not there.
        """;
    public override string Instead => "SET without LOCAL, or BEGIN before it";
    public override string Bad => "SET LOCAL lock_timeout = '500ms';";
    public override string Good => "SET lock_timeout = '500ms';";

    protected override IEnumerable<Finding> Check(SetParameter operation, RuleContext context)
    {
        if (!operation.Local || context.InTransaction)
            yield break;

        yield return Found(operation, $"{operation.Parameter} stays as it was, because the statement runs in no transaction")
            with
        { Fix = Fixes.Replace(context.Statement.Location, context, @"^SET\s+LOCAL\b", "SET", "Set it for the session") };
    }
}
