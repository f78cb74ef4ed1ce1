using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>The old version still reads the table: it goes when that version is gone, first out of sight and only later for good.</summary>
internal sealed class DropTablePlan : OperationPlan<DropTable>
{
    protected override Plan Create(DropTable operation, PlanContext context)
    {
        var name = operation.Table;
        if (context.Table(name) is not { } table)
        {
            return !context.Schema.IsComplete ? NotPossible($"what {name} looks like is not known: give the migrations that created it, or --connection")
                : operation.IfExists ? Nothing($"{name} does not exist")
                : NotPossible($"table {name} does not exist");
        }

        if (context.Creates(name))
            return Steps.AtOnce(operation, $"{name} is new");
        if (Dependents.OfDropped(table) is { } dependent)
            return NotPossible($"{dependent} depends on {name}: drop it in an earlier migration");
        var references = References(context, name).ToList();
        if (!operation.Cascade && references.Count > 0)
            return NotPossible($"{references[0].Key.Name} of {references[0].Table.Name} references {name}: drop it before, in this migration or an earlier one");
        if (table.PartitionBy is not null)
            return NotPossible($"{name} has partitions, and its rows are theirs: drop those in an earlier migration");
        var detached = table.PartitionOf is { Parent: var whole } ? new PartitionPlan().Create(new DetachPartition(whole, name), context) : Nothing("");
        if (detached.NotPossible is not null)
            return detached;

        if (TableCopy.From(context, name) is { IsRebuild: true } copy)
            return Nothing($"{copy.Target} takes its place");
        if (TableMerge.From(context, name) is { } merge)
            return Nothing($"its columns are carried over into {merge.Target}, and it goes out of sight then");

        var keys = table.Constraints.OfType<ForeignKey>().ToList();
        var retired = context.Unique("dropped", name.Name);
        return new Plan([])
        {
            Strategy = $"Move {name} out of sight when no old version is left, and drop it after the hold time",
            Contract =
            [
                .. detached.Contract,
                .. references.Select(one => Steps.Of($"let go of {name}, which {one.Table.Name} references", new DropConstraint(one.Table.Name, one.Key.Name!) { IfExists = true })),
                .. keys.Select(key => Steps.Of($"let go of {key.ReferencedTable}, whose rows {name} would hold", new DropConstraint(name, key.Name!) { IfExists = true })),
                Steps.Of($"move {name} out of sight", new RetireTable(name, retired)),
            ],
            Revert =
            [
                Steps.Of($"bring {name} back", new RestoreTable(table.Name, retired)),
                .. keys.SelectMany(key => Steps.Validated(name, key, key.Name!)),
                .. references.SelectMany(one => Steps.Validated(one.Table.Name, one.Key, one.Key.Name!)),
                .. detached.Revert,
            ],
            Notes = operation.Cascade ? [WithoutCascade] : [],
            Purge = [Steps.Of($"drop {name}", new DropTable(new QualifiedName(Postgres.PostgresWriter.OwnSchema, retired)) { IfExists = true })],
        };
    }

    // Tables that one statement drops may reference each other.
    private static IEnumerable<(Table Table, ForeignKey Key)> References(PlanContext context, QualifiedName name) => context.Schema.ReferencesTo(name).Where(one =>
        !context.Schema.Same(one.Table.Name, name) && !context.Migration.Operations.Any(operation => operation is DropTable drop && context.Schema.Same(drop.Table, one.Table.Name)));
}
