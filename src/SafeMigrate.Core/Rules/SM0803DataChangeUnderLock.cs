using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The lock of the schema change lasts as long as the rows take.</summary>
internal sealed class SM0803DataChangeUnderLock : Rule<Operation>
{
    public override string Id => "SM0803";
    public override string Name => "data-change-under-lock";
    public override Severity Severity => Severity.Warning;
    public override bool DependsOnSize => true;
    public override string Title => "Rows are moved while the transaction holds a lock that blocks others";
    public override string Why =>
        "The lock that an earlier statement of the same transaction took is held until COMMIT, and the copy makes it last.";
    public override string Instead => "Put the schema change and the data into migrations of their own";
    public override string Bad => """
        -- one transaction
        ALTER TABLE orders ADD COLUMN note text;
        INSERT INTO notes (order_id) SELECT id FROM orders;
        """;
    public override string Good => """
        -- one transaction
        ALTER TABLE orders ADD COLUMN note text;
        -- next migration
        -- one transaction
        INSERT INTO notes (order_id) SELECT id FROM orders;
        """;

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context)
    {
        if (!context.InTransaction || !Takes(operation, context))
            yield break;

        if (context.Statement.Operations.Any(other => other is UpdateRows update && SM0801UnbatchedUpdate.IsWhole(update) && !context.CreatesTable(update.Table)))
            yield break; // WITH changes several tables: what is said about the UPDATE is enough.

        var held = context.HeldLock(LockMode.AccessExclusive);
        if (held.Lock is null && operation is InsertRows)
            held = context.HeldLock(LockMode.Share);
        if (held.Lock is null || IsSaid(held.Taken, held.Lock.Mode, context))
            yield break;

        var who = held.Lock.Mode == LockMode.AccessExclusive ? "Reads and writes" : "Writes";
        var others = context.LaterInTransaction.Any(later => Takes(later.Operation, context)) ? "these rows and those of statements that follow" : "these rows";
        yield return Found(operation, $"{who} of {Words.Of(held)} wait for {others}, because {Words.Of(held.Taken.Operation)} locked it in the same transaction");
    }

    // Once for each lock: whoever looks at the first statement sees the others.
    private static bool IsSaid(Moment taken, LockMode mode, RuleContext context) => context.EarlierInTransaction
        .FirstOrDefault(earlier => Takes(earlier.Operation, context) && (mode == LockMode.AccessExclusive || earlier.Operation is InsertRows)) is { } before
        && before.StatementIndex > taken.StatementIndex;

    // An UPDATE or DELETE of all rows has a rule of its own.
    private static bool Takes(Operation operation, RuleContext context)
    {
        var reads = operation switch
        {
            InsertRows { FromQuery: true } insert => insert.Reads,
            DeleteRows { Where: not (null or { IsConstant: true }) } delete when !NamesRows(delete.Table, delete.Where, context) => [delete.Table],
            UpdateRows update when !SM0801UnbatchedUpdate.IsWhole(update) && !NamesRows(update.Table, update.Where, context) => [update.Table],
            _ => ValueList<QualifiedName>.Empty,
        };
        return reads.Any(table => !Names.IsOfTheServer(table) && !context.CreatesTable(table));
    }

    // A condition on a key is about some rows, and they are found at once.
    private static bool NamesRows(QualifiedName table, Expression? where, RuleContext context)
    {
        if (where is null)
            return false;
        var keys = context.Table(table) is { } known ? Keys(known).ToList() : [];
        return keys.Count > 0 ? keys.Exists(key => key.All(where.Columns.Contains)) : where.Columns.Contains("id");
    }

    private static IEnumerable<IEnumerable<string>> Keys(Table table) => table.Constraints.OfType<IndexConstraint>()
        .Where(key => key is PrimaryKey or UniqueConstraint && key.Columns.Count > 0).Select(key => (IEnumerable<string>)key.Columns)
        .Concat(table.Indexes.Where(index => index is { Unique: true, Where: null }).Select(index => index.Columns.Select(key => key.Column ?? "")));
}
