using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>One transaction holds every row.</summary>
internal sealed class SM0801UnbatchedUpdate : Rule<Operation>
{
    public override string Id => "SM0801";
    public override string Name => "unbatched-update";
    public override Severity Severity => Severity.Warning;
    public override bool DependsOnSize => true;
    public override Dialect? Dialect => null;
    public override string Title => "An UPDATE of all rows in one transaction";
    public override string Why => """
        Every row is locked until the end, so writers wait; every row is written anew, so table and log grow by its size; VACUUM and
        replicas fall behind.
        """;
    public override string Instead => "Fill in batches of some thousand rows by key range, each in a transaction of its own";
    public override string Bad => "UPDATE orders SET state = 'open';";
    public override string Good => "UPDATE orders SET state = 'open' WHERE id BETWEEN 1 AND 5000 AND state IS NULL;";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        var table = operation switch
        {
            UpdateRows update when IsWhole(update, context) => update.Table,
            AddColumn { Column: { ExistingRows: not null, NotNull: false } } add => add.Table,
            _ => null,
        };
        if (table is null || context.CreatesTable(table) || operation is UpdateRows && context.CreatesTable(table))
            yield break;

        var held = context.InTransaction ? context.HeldLocks.FirstOrDefault(pair => pair.Lock.Mode == LockMode.AccessExclusive) : default;
        yield return held.Lock is null
            ? Found(operation, $"Every row of {table} stays locked until the transaction ends, and all of them are written anew")
            : Found(operation, $"Every row of {table} is written while {held.Taken.Operation.Name} still keeps reads and writes of {held.Lock.Relation} waiting") with { Severity = Severity.Error };
    }

    // Without a condition, or with one that only leaves out what is filled already: a backfill of a column that this migration adds.
    private static bool IsWhole(UpdateRows update, RuleContext context) =>
        !update.Limited && (update.Where is null or { IsConstant: true }
        || (update.Where.Columns.All(update.Targets.Contains) && update.Targets.All(column => context.AddsColumn(update.Table, column))));
}
