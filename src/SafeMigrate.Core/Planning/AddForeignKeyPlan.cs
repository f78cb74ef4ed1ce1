using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>Tightening: the old version may still write rows without a parent, or delete parents, so it waits for contract.</summary>
internal sealed class AddForeignKeyPlan : OperationPlan<AddForeignKey>
{
    protected override Plan Create(AddForeignKey operation, PlanContext context)
    {
        var (table, key) = (operation.Table, operation.ForeignKey);
        var problem = ColumnPresence.Problem(context, table) ?? ColumnPresence.Problem(context, key.ReferencedTable)
            ?? key.Columns.Select(column => ColumnPresence.Problem(context, table, column)).FirstOrDefault(missing => missing is not null);
        if (problem is not null)
            return NotPossible(problem);

        var name = context.NameOf(operation);
        if (context.Creates(table))
        {
            return Steps.AtOnce(operation with { ForeignKey = context.Physical(key with { Name = name }) }, $"{table} is new and has no rows to check");
        }

        if (context.Table(table)?.Constraint(name) is not null)
            return NotPossible($"constraint {name} of {table} exists already");
        if (key.Columns.FirstOrDefault(column => context.IsReplacedElsewhere(table, column)) is { } replaced)
            return NotPossible($"{table}.{replaced} is being replaced by an earlier change: put this foreign key into a later migration");
        if (PartitionTree.Obstacle(context, table) is { } obstacle)
            return NotPossible(obstacle);
        if (key.NotValid && PartitionTree.ProvesApart(context, table))
            return NotPossible($"PostgreSQL {context.Version} has no NOT VALID foreign key on a partitioned table: leave NOT VALID away, and the plan checks the rows of each partition without a lock");

        // Orphans are looked for before contract; by the time the key is added a rename that comes before it has been done.
        var orphans = Orphans(table, key with { Columns = key.Columns.Select(column => context.Physical(table, column)).ToValueList() }, context);
        return new Plan([])
        {
            Strategy = $"Add {name} when no old version is left that may write rows without a parent",
            Verify = key.NotValid || orphans is null
                ? []
                : [new RequireNoRows(table, orphans, $"{{0}} rows of {table} have no row in {key.ReferencedTable}: correct them, then run contract again")],
            Contract = key.NotValid ? [Steps.Of($"add {name}, for new rows only", new AddForeignKey(table, key with { Name = name }))]
                : new PartitionTree(context).ForeignKey(table, key, name),
            Revert = [Steps.Of($"drop {name}", new DropConstraint(table, name) { IfExists = true })],
        };
    }

    // Null where the parent's key is not known; then the validation alone finds them.
    private static Expression? Orphans(QualifiedName table, ForeignKey key, PlanContext context)
    {
        var parent = (key.ReferencedColumns.Count > 0 ? key.ReferencedColumns : context.KeyOf(key.ReferencedTable)).Select(column => context.Physical(key.ReferencedTable, column)).ToValueList();
        if (parent.Count != key.Columns.Count || key.Match is not (null or "SIMPLE"))
            return null;

        // The row of a self-referencing table needs a name of its own to be told from its parent.
        var child = PostgresWriter.Name(table);
        var given = string.Join(" AND ", key.Columns.Select(column => $"{child}.{PostgresIdentifier.Quote(column)} IS NOT NULL"));
        var equal = string.Join(" AND ", parent.Zip(key.Columns, (to, from) => $"parent.{PostgresIdentifier.Quote(to)} = {child}.{PostgresIdentifier.Quote(from)}"));
        return new Expression($"{given} AND NOT EXISTS (SELECT FROM {PostgresWriter.Name(context.Physical(key.ReferencedTable))} AS parent WHERE {equal})");
    }
}
