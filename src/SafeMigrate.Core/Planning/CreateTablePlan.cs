using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>The old version does not know the table, so it comes first. Its foreign keys lock their parents: each gets a short step of its own.</summary>
internal sealed class CreateTablePlan : OperationPlan<CreateTable>
{
    protected override Plan Create(CreateTable operation, PlanContext context)
    {
        var table = operation.Table;
        if (operation.Persistence == Persistence.Temporary)
            return NotPossible($"{table} is a temporary table of the session that creates it: the phases run in sessions of their own");
        if (context.Table(table) is not null)
        {
            return operation.IfNotExists
                ? Nothing($"{table} exists already")
                : NotPossible($"table {table} exists already: leave this migration out with --only or --to if it was applied before");
        }

        var parents = operation.PartitionOf is { } partition ? [partition.Parent] : operation.Inherits;
        if (parents.FirstOrDefault(parent => context.Schema.IsComplete && context.Table(parent) is null) is { } missing)
            return NotPossible($"table {missing} does not exist");

        var (bare, keys) = WithoutForeignKeys(operation, context);
        if (keys.Select(key => key.ReferencedTable).FirstOrDefault(parent => context.Schema.IsComplete && context.Table(parent) is null) is { } unknown)
            return NotPossible($"table {unknown} does not exist");

        return new Plan([])
        {
            Strategy = $"Create {table} before the deploy; the old version does not know it",
            Expand =
            [
                Steps.Of($"create {table}", bare),
                .. keys.Select(key => Steps.Of($"reference {key.ReferencedTable}: {table} has no rows to check", new AddForeignKey(table, context.Physical(key)))),
            ],
            Rollback = HasItsRowsElsewhere(operation, context) ? [Steps.Of($"drop {table}", new DropTable(table) { IfExists = true })] :
            [
                new Step($"keep what the new version wrote to {table}", [new KeepValues(table, [], null, context.Unique("kept", table.Name, 40))])
                {
                    Sign = new DropTable(table),
                },
                Steps.Of($"drop {table}", new DropTable(table) { IfExists = true }),
            ],
        };
    }

    // What is carried over from another table is still there, and what the new version writes is carried back.
    private static bool HasItsRowsElsewhere(CreateTable create, PlanContext context) => TableCopy.Into(context, create.PartitionOf?.Parent ?? create.Table) is { } copy
        && (copy.IsRebuild || create.Columns.All(column => copy.Columns.Any(carried => carried.To == column.Name)));

    // A key to the table itself, or to one of the same migration, locks nobody out and stays.
    private static (CreateTable Bare, IReadOnlyList<ForeignKey> Keys) WithoutForeignKeys(CreateTable create, PlanContext context)
    {
        bool Locks(Constraint constraint) => constraint is ForeignKey key
            && !context.Schema.Same(key.ReferencedTable, create.Table) && !context.Creates(key.ReferencedTable);

        var after = context.Schema.Apply(create).Find(create.Table)!;
        var bare = create with
        {
            Columns = create.Columns.Select(column => column with { Constraints = column.Constraints.Where(key => !Locks(key)).ToValueList() }).ToValueList(),
            Constraints = create.Constraints.Where(constraint => !Locks(constraint)).ToValueList(),
        };
        return (bare, [.. after.Constraints.Where(Locks).Cast<ForeignKey>()]);
    }
}
