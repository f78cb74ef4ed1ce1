using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>CASCADE removes what nobody listed.</summary>
internal sealed class SM0209DropCascade : Rule<Operation>
{
    public override string Id => "SM0209";
    public override string Name => "drop-cascade";
    public override Severity Severity => Severity.Error;
    public override string Title => "DROP ... CASCADE removes objects that the migration does not name";
    public override string Why => """
        CASCADE drops views, foreign keys, columns, triggers and defaults that depend on the object, whatever they are on the day it runs,
        and locks the tables that they belong to.
        """;
    public override string Instead => "Drop the dependent objects by name, so that the review sees them";
    public override string Bad => "DROP TYPE order_state CASCADE;";
    public override string Good => """
        -- safemigrate:ignore SM0211 no column uses it
        DROP TYPE order_state;
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (Dropped(operation, context) is not { } dropped)
            yield break;

        if (operation is DropColumn or DropConstraint)
        {
            yield return Found(operation, $"Whatever depends on {dropped} is dropped with it");
        }
        else if (SpeaksForAll(operation, context, other => Dropped(other, context) is not null))
        {
            var all = context.Statement.Operations.Select(other => Dropped(other, context)).OfType<string>().ToList();
            yield return Found(operation, $"Whatever depends on {Words.And(all)} is dropped with {(all.Count == 1 ? "it" : "them")}");
        }
    }

    // Nothing depends on a trigger.
    private static string? Dropped(Operation operation, RuleContext context) => operation switch
    {
        DropTable { Cascade: true } drop when !context.CreatesTable(drop.Table) => $"table {drop.Table}",
        DropColumn { Cascade: true } drop when !context.CreatesTable(drop.Table) => $"column {drop.Table}.{drop.Column}",
        DropConstraint { Cascade: true } drop when !context.CreatesTable(drop.Table) => $"constraint {drop.Constraint}",
        DropIndex { Cascade: true, Concurrently: false } drop => $"index {drop.Index}",
        DropObject { Cascade: true, Kind: not ObjectKind.Schema } drop => $"{drop.Kind.ToString().ToLowerInvariant()} {drop.Object}",
        _ => null,
    };
}
