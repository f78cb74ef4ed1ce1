using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// The new version no longer writes the column, so it must bear NULL from expand on; the old version still reads it, so it goes at contract,
/// first by its name and after the hold time for good.
/// </summary>
internal sealed class DropColumnPlan : OperationPlan<DropColumn>
{
    protected override Plan Create(DropColumn operation, PlanContext context)
    {
        var (name, columnName) = (operation.Table, operation.Column);
        var table = context.Table(name);
        if (table is null && context.Schema.IsComplete)
            return NotPossible($"table {name} does not exist");
        if (table?.Column(columnName) is not { } column)
        {
            if (operation.IfExists && (context.Schema.IsComplete || table is { IsComplete: true }))
                return Nothing($"{name}.{columnName} does not exist");
            return NotPossible(context.Schema.IsComplete || table is { IsComplete: true }
                ? $"column {name}.{columnName} does not exist"
                : $"whether {name}.{columnName} may be NULL is not known: give the migrations that created it, or --connection");
        }

        if (context.Creates(name))
            return Steps.AtOnce(operation, $"{name} is new");
        if (Obstacle(operation, table, context) is { } obstacle)
            return NotPossible(obstacle);

        if (TableCopy.From(context, name) is { IsRebuild: false } copy && TableExtraction.Dropped(copy, context).Any(carried => carried.From == columnName))
            return Nothing($"{name}.{columnName} loses its name as {copy.Target} takes over");

        // Rows of the new version have no value for it. With a default they have one, and the old version can live with that.
        var loosened = column is { NotNull: true, Default: null, Identity: null };
        var tombstone = context.Unique("sm_old", columnName);
        if (context.SaidExpression("down") is { } down)
            return Derived(operation, table, column, down, tombstone, context);
        return new Plan([])
        {
            Strategy = $"Take {name}.{columnName} away by its name when no old version is left, and drop it after the hold time",
            Expand = loosened ? [Steps.Of($"let the new version leave {name}.{columnName} out", new DropNotNull(name, columnName))] : [],
            Contract = [Steps.Of($"take the name {columnName} away", new RenameColumn(name, columnName, tombstone))],
            Revert = [Steps.Of($"give {columnName} its name back", new RenameColumn(name, tombstone, columnName))],
            Purge = [Steps.Of($"drop {name}.{columnName}", new DropColumn(name, tombstone) { IfExists = true })],
            Rollback = loosened ? Tightened(operation, column, context) : [],
            Notes = loosened
                ? [.. Notes(operation, context, table, column), $"Rows of the new version have NULL in {columnName}: the old version must be able to read that, or give -- safemigrate:down VALUE"]
                : Notes(operation, context, table, column),
        };
    }

    private static ValueList<string> Notes(DropColumn operation, PlanContext context, Table table, Column column) =>
        [.. operation.Cascade ? new[] { WithoutCascade } : [], .. Dependents.Notes(context, table, column, until: "contract")];

    // The old version reads what the new one writes elsewhere: computed from that until the hold time ends.
    private static Plan Derived(DropColumn operation, Table table, Column column, Expression down, string tombstone, PlanContext context)
    {
        var (name, columnName) = (operation.Table, operation.Column);
        if (down.Columns.FirstOrDefault(source => table.Column(source) is null || source == columnName) is { } unknown)
            return NotPossible($"safemigrate:down {down}: {unknown} is no column that {name} will have");

        var trigger = context.Unique("give", $"{name.Name}_{columnName}", 40);
        var give = new CreateDerived(trigger, name, column, down, down.Columns.Select(source => table.Column(source)!).ToValueList());
        var end = new DropDerived(trigger, name);
        var given = give with { Column = column with { Name = tombstone } };
        var locked = new LockTable(name, "AccessExclusiveLock");
        var loosened = column is { NotNull: true, Default: null, Identity: null };
        var tightened = loosened ? Tightened(operation, column, context) : [];
        return new Plan([])
        {
            Strategy = $"Compute {name}.{columnName} for the old version from what the new one writes, take it away by its name when no old version is left, and drop it after the hold time",
            Expand = [new Step($"compute {name}.{columnName} where a writer does not know it", [.. loosened ? [new DropNotNull(name, columnName)] : Array.Empty<Operation>(), give])],
            Contract = [new Step($"take the name {columnName} away", [locked, end, new RenameColumn(name, columnName, tombstone), given]) { Sign = new RenameColumn(name, columnName, tombstone) }],
            Revert = [new Step($"give {columnName} its name back", [locked, end, new RenameColumn(name, tombstone, columnName), give]) { Sign = new RenameColumn(name, tombstone, columnName) }],
            Purge = [Steps.Of($"drop {name}.{columnName}", end, new DropColumn(name, tombstone) { IfExists = true })],
            Rollback = [.. tightened, Steps.Of($"end the computing of {columnName}", end)],
            Notes = Notes(operation, context, table, column),
        };
    }

    private static string? Obstacle(DropColumn operation, Table table, PlanContext context)
    {
        var (name, column) = (operation.Table, operation.Column);
        var known = table.Column(column)!;
        if (ReplacedKey.Of(name, context) is { } replaced && replaced.Old.Columns.Contains(column))
        {
            if (known is { Default: null, Identity: null })
                return $"{name}.{column} is part of the primary key until contract, so that rows of the new version need a value: give it a default in an earlier migration";
        }
        else if (table.KeyColumns.Contains(column))
            return $"{name}.{column} is part of the primary key: drop or replace the key first";
        if (context.Schema.ReferencesTo(name).FirstOrDefault(one => one.Key.ReferencedColumns.Contains(column)) is { Key: { } key, Table: var child })
            return $"{key.Name} of {child.Name} references {name}.{column}: drop it before, in this migration or an earlier one";
        if (Dependents.OfDropped(table, table.Column(column)!) is { } dependent)
            return $"{dependent} depends on {name}.{column}: drop or replace it in an earlier migration";
        if (table.Constraints.OfType<CheckConstraint>().FirstOrDefault(check => check.Condition.ProvesNotNull.Contains(column)) is { } check)
            return $"constraint {check.Name} demands a value in {name}.{column}, which the new version will not give: drop the constraint in an earlier migration";
        return null;
    }

    private static ValueList<Step> Tightened(DropColumn operation, Column column, PlanContext context)
    {
        var (table, name) = (operation.Table, operation.Column);
        var isNull = new Expression($"{PostgresIdentifier.Quote(name)} IS NULL") { Columns = [name] };
        var tightened = Steps.NotNull(table, name, context.Unique("sm_check", name));
        var down = context.SaidExpression("down");
        Step first = down is null
            ? Steps.Of("look for rows of the new version", new RequireNoRows(
                table, isNull, $"{{0}} rows of {table} have no {name}, which the old version needs: fill them (UPDATE ... WHERE {isNull}), then run rollback again"))
            : Steps.Of($"fill {table}.{name} of rows of the new version", new BackfillColumn(table, name, down, isNull));
        return [first with { Sign = new SetNotNull(table, column.Name) }, .. tightened];
    }
}
