using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A policy: each migration can be taken back.</summary>
internal sealed class SM0821NoWayBack : Rule<Operation>
{
    public override string Id => "SM0821";
    public override string Name => "no-way-back";
    public override Severity Severity => Severity.Note;
    public override bool EnabledByDefault => false;
    public override Dialect? Dialect => null;
    public override string Title => "A migration without a way back";
    public override string Why => """
        The file has no down part and the class no Down(), so an incident ends with SQL that somebody writes by hand. safemigrate plan
        prints a rollback for every change; this rule is for teams that go back with the tool that they migrate with.
        """;
    public override string Instead => "Write the down part, or take the rollback script of safemigrate plan";
    public override string Bad => "ALTER TABLE orders ADD COLUMN note text;";
    public override string Good => """
        -- +goose Up
        ALTER TABLE orders ADD COLUMN note text;
        -- +goose Down
        ALTER TABLE orders DROP COLUMN note;
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (context.Migration.Down.Count == 0 && !context.EarlierInMigration.Any())
            yield return Found(operation, $"Nothing says how {context.Migration.Name} is taken back");
    }
}
