using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A limit that is none.</summary>
internal sealed class SM0810UselessLockTimeout : Rule<SetParameter>
{
    public override string Id => "SM0810";
    public override string Name => "useless-lock-timeout";
    public override Severity Severity => Severity.Warning;
    public override string Title => "lock_timeout is switched off or too long to protect anybody";
    public override string Why =>
        "0 means to wait without limit, and during a long wait all reads and writes of the table queue up behind the statement.";
    public override string Instead => "A few hundred milliseconds, and try again when it fails";
    public override string Bad => """
        SET lock_timeout = '1h';
        ALTER TABLE orders ADD COLUMN note text;
        """;
    public override string Good => """
        SET lock_timeout = '500ms';
        ALTER TABLE orders ADD COLUMN note text;
        """;

    protected override IEnumerable<Finding> Check(SetParameter operation, RuleContext context)
    {
        if (operation.Parameter != "lock_timeout" || Timeouts.Milliseconds(operation.Value) is not { } time)
            yield break;

        if (time > 0 && time <= context.Configuration.Number("safemigrate_lock_timeout_limit", 10000))
            yield break;

        // What follows until the next setting: concurrent builds and VALIDATE are meant to wait.
        var guarded = context.LaterInMigration.TakeWhile(later => later.Operation is not SetParameter { Parameter: "lock_timeout" })
            .FirstOrDefault(later => context.EffectOf(later).Locks.Any(held => held.Mode >= LockMode.Share && !context.CreatesTable(held.Relation)));
        if (guarded is not null)
            yield return Found(operation, time == 0
                ? $"{Words.Of(guarded.Operation)} waits for its lock without limit, and everybody else behind it"
                : $"{Words.Of(guarded.Operation)} may wait for its lock as long as {operation.Value}, and everybody else behind it");
    }
}
