using System.Text.RegularExpressions;
using SafeMigrate.Operations;

namespace SafeMigrate.Rules;

/// <summary>The table is locked, and everybody waits behind the longest query.</summary>
internal sealed class SM0503DropIndex : Rule<DropIndex>
{
    public override string Id => "SM0503";
    public override string Name => "drop-index";
    public override Severity Severity => Severity.Warning;
    public override bool DependsOnSize => true;
    public override string Title => "DROP INDEX without CONCURRENTLY locks the table";
    public override string Why => """
        ACCESS EXCLUSIVE is taken on the table: the statement waits for every running query on it, and all new reads and writes queue up
        behind.
        """;
    public override string Instead => "DROP INDEX CONCURRENTLY, outside a transaction, one index in each statement";
    public override string Bad => "DROP INDEX orders_customer;";
    public override string Good => "DROP INDEX CONCURRENTLY orders_customer;";

    protected override IEnumerable<Finding> Check(DropIndex operation, RuleContext context)
    {
        var table = TableOf(operation, context);
        if (!SpeaksForAll(operation, context, drop => IsUsed(drop, context) && TableOf(drop, context) == table))
            yield break; // One finding is enough for a statement that drops several of one table.

        var all = context.Statement.Operations.OfType<DropIndex>().Where(drop => IsUsed(drop, context) && TableOf(drop, context) == table).ToList();

        var single = context.Statement.Operations.Count == 1 && !operation.Cascade && (table is null || context.Table(table)?.PartitionBy is null);
        var where = table is not null ? table.ToString() : all.Count == 1 ? "its table" : "their tables";
        yield return Found(operation, $"Reads and writes of {where} wait while {Words.And(all.Select(drop => drop.Index))} {(all.Count == 1 ? "is" : "are")} dropped") with
        {
            Fix = single && !context.InTransaction
                ? Fixes.InsertAfter(context.Statement.Location, context, @"^DROP\s+INDEX\b", " CONCURRENTLY", "Drop the index CONCURRENTLY")
                : null,
        };
    }

    private static QualifiedName? TableOf(DropIndex drop, RuleContext context) => context.StatementSchema.FindIndex(drop.Index)?.Table.Name ?? drop.Table;

    // Nobody uses an index of this migration yet, and that of a constraint the server refuses to drop.
    private static bool IsUsed(DropIndex drop, RuleContext context) => !drop.Concurrently && !context.CreatesIndex(drop.Index)
        && !(TableOf(drop, context) is { } table ? context.CreatesTable(table) : IsNamedAfterNewTable(drop, context)) && context.Owner(drop.Index) is null;

    // DROP INDEX IF EXISTS orders_state behind CREATE TABLE orders: what no migration here made belongs to the table that it is named after, if to any.
    private static bool IsNamedAfterNewTable(DropIndex drop, RuleContext context) => drop.IfExists
        && (context.IsNamedAfterNewTable(drop.Index.Name) || context.IsNamedAfterNewTable(Regex.Replace(drop.Index.Name, "^(idx|ix|index)_", "", RegexOptions.IgnoreCase)));
}
