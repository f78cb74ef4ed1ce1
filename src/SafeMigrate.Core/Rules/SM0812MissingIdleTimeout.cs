using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: a migration that hangs holds its locks.</summary>
internal sealed class SM0812MissingIdleTimeout : Rule<BeginTransaction>
{
    public override string Id => "SM0812";
    public override string Name => "missing-idle-timeout";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A transaction without idle_in_transaction_session_timeout";
    public override string Why => "If the client stalls between two statements, the locks are held until it comes back.";
    public override string Instead => "SET idle_in_transaction_session_timeout before BEGIN";
    public override string Bad => """
        BEGIN;
        ALTER TABLE orders ADD COLUMN note text;
        COMMIT;
        """;
    public override string Good => """
        SET idle_in_transaction_session_timeout = '5s';
        BEGIN;
        ALTER TABLE orders ADD COLUMN note text;
        COMMIT;
        """;

    protected override IEnumerable<Finding> Check(BeginTransaction operation, RuleContext context)
    {
        if (!Timeouts.IsSet(context, "idle_in_transaction_session_timeout"))
            yield return Found(operation, "Nothing ends the transaction if the client stalls");
    }
}
