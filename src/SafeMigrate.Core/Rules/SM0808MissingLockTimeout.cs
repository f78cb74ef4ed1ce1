using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: a statement that waits for its lock stops everybody behind it.</summary>
internal sealed class SM0808MissingLockTimeout : Rule<Operation>
{
    public override string Id => "SM0808";
    public override string Name => "missing-lock-timeout";
    public override Severity Severity => Severity.Warning;
    public override bool EnabledByDefault => false;
    public override string Title => "A strong lock without lock_timeout";
    public override string Why => """
        While the statement waits for a long query, all new reads and writes of the table queue up behind it, although it has not even
        begun.
        """;
    public override string Instead => "SET lock_timeout before it, and try again when it fails; safemigrate expand does so by itself";
    public override string Bad => "ALTER TABLE orders ADD COLUMN note text;";
    public override string Good => """
        SET lock_timeout = '500ms';
        ALTER TABLE orders ADD COLUMN note text;
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (operation is LockTable or DataOperation || Timeouts.IsSet(context, "lock_timeout"))
            yield break;

        var strong = context.Effect.Locks.FirstOrDefault(held => held.Mode >= LockMode.Share && !context.CreatesTable(held.Relation));
        if (strong is null || context.EarlierInMigration.Any(earlier => earlier.Operation is not (LockTable or DataOperation)
                && context.EffectOf(earlier).Locks.Any(held => held.Mode >= LockMode.Share && !context.CreatesTable(held.Relation))))
        {
            yield break; // One finding in a file is enough.
        }

        yield return Found(operation, $"If a long query uses {strong.Relation}, everybody else waits behind this statement without limit")
            with
        { Fix = Fixes.InsertStatement(context, context.InTransaction ? "SET LOCAL lock_timeout = '500ms'" : "SET lock_timeout = '500ms'", "Set lock_timeout") };
    }
}
