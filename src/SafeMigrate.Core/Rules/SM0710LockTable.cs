using System.Text.RegularExpressions;
using SafeMigrate.Locks;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>A lock that nothing but the migration wants.</summary>
internal sealed class SM0710LockTable : Rule<Operation>
{
    private static readonly Regex forUpdate = new(@"\bFOR\s+(NO\s+KEY\s+UPDATE|UPDATE|SHARE)\s*(NOWAIT\s*)?$", RegexOptions.IgnoreCase);
    private static readonly Regex bound = new(@"\b(WHERE|LIMIT|FETCH|JOIN)\b", RegexOptions.IgnoreCase);

    public override string Id => "SM0710";
    public override string Name => "lock-table";
    public override Severity Severity => Severity.Error;
    public override string Title => "LOCK TABLE blocks the application on purpose";
    public override string Why => """
        The lock is held until the transaction ends, and everything that conflicts with it waits. SELECT ... FOR UPDATE without a condition
        is the same for writes: it locks every row.
        """;
    public override string Instead => "Leave it out: each statement takes the lock it needs";
    public override string Bad => """
        BEGIN;
        LOCK TABLE orders IN ACCESS EXCLUSIVE MODE;
        COMMIT;
        """;
    public override string Good => "ALTER TABLE orders ADD COLUMN note text;";

    protected override IEnumerable<Finding> Check(Operation operation, RuleContext context) => operation switch
    {
        LockTable take when SpeaksForAll(take, context, other => IsFelt(other, context)) =>
            [Found(take, $"{Waiting(take)} of {Words.And(context.Statement.Operations.OfType<LockTable>().Where(other => IsFelt(other, context)).Select(other => other.Table))} wait until the transaction ends")],
        Query { Reads.Count: 1 } query when LocksAllRows(query.Sql) && !context.CreatesTable(query.Reads[0]) =>
            [Found(operation, $"Every row of {query.Reads[0]} is locked, and writes of them wait until the transaction ends")],
        _ => [],
    };

    private static bool IsFelt(LockTable take, RuleContext context) => !context.CreatesTable(take.Table) && Waiting(take) is not null;

    // Weaker modes let reads and writes go on.
    private static string? Waiting(LockTable take) => Enum.TryParse<LockMode>(take.Mode.Replace("Lock", ""), out var mode) && mode >= LockMode.Share
        ? mode == LockMode.AccessExclusive ? "Reads and writes" : "Writes"
        : null;

    private static bool LocksAllRows(string query) => forUpdate.IsMatch(query) && !bound.IsMatch(query);
}
