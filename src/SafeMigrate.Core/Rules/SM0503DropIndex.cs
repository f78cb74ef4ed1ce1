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
        if (operation.Concurrently)
            yield break;

        var table = context.Schema.FindIndex(operation.Index)?.Table.Name ?? operation.Table;
        if (context.CreatesIndex(operation.Index) || (table is not null && context.CreatesTable(table)) || context.Owner(operation.Index) is not null)
            yield break; // Nobody uses it yet, or the server refuses.

        var single = context.Statement.Operations.Count == 1 && !operation.Cascade && (table is null || context.Table(table)?.PartitionBy is null);
        yield return Found(operation, $"Reads and writes of {(table is null ? "its table" : table.ToString())} wait while {operation.Index} is dropped") with
        {
            Fix = single && !context.InTransaction
                ? Fixes.InsertBehind(context.Statement.Location, context, "DROP INDEX", " CONCURRENTLY", "Drop the index CONCURRENTLY")
                : null,
        };
    }
}
