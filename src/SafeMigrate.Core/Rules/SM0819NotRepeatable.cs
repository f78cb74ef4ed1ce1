using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>Policy: a file that stops half-way should run again.</summary>
internal sealed class SM0819NotRepeatable : Rule<Operation>
{
    public override string Id => "SM0819";
    public override string Name => "not-repeatable";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override string Title => "A statement outside a transaction that cannot run twice";
    public override string Why => "If a later statement of the file fails, this one has been done, and the next run stops at it.";
    public override string Instead => "IF NOT EXISTS or IF EXISTS, or a transaction around the file";
    public override string Bad => """
        CREATE TABLE a (id bigint PRIMARY KEY);
        CREATE TABLE b (id bigint PRIMARY KEY);
        """;
    public override string Good => """
        CREATE TABLE IF NOT EXISTS a (id bigint PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS b (id bigint PRIMARY KEY);
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (context.InTransaction || context.Migration.Statements.Count == 1)
            yield break;

        var once = operation is CreateTable { IfNotExists: false } or AddColumn { IfNotExists: false } or CreateIndex { IfNotExists: false, Concurrently: false }
            or DropTable { IfExists: false } or DropColumn { IfExists: false } or DropIndex { IfExists: false, Concurrently: false } or DropConstraint { IfExists: false };
        if (once)
            yield return Found(operation, "If a later statement of this file fails, the next run stops here");
    }
}
