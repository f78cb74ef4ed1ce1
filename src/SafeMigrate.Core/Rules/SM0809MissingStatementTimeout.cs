using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: a statement that takes too long should stop by itself.</summary>
internal sealed class SM0809MissingStatementTimeout : Rule<Operation>
{
    public override string Id => "SM0809";
    public override string Name => "missing-statement-timeout";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A strong lock without statement_timeout";
    public override string Why => "If the statement takes longer than expected, its lock lasts as long.";
    public override string Instead => "SET statement_timeout before it";
    public override string Bad => "ALTER TABLE orders ADD COLUMN note text;";
    public override string Good => """
        SET statement_timeout = '5s';
        ALTER TABLE orders ADD COLUMN note text;
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (operation is LockTable or DataOperation || context.Effect.OutsideTransaction || Timeouts.IsSet(context, "statement_timeout"))
            yield break;

        if (context.Effect.Locks.FirstOrDefault(held => held.Mode >= LockMode.Share && !context.CreatesTable(held.Relation)) is { } strong)
            yield return Found(operation, $"Nothing ends this statement if it holds {strong.Relation} too long");
    }
}
