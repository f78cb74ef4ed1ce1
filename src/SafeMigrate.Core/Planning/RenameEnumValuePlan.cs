using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// Either version may write either value from expand to purge: triggers turn the one that rows must not have into the other. At contract the two values take each other's
/// name, which writes no row, and the triggers, which know values and not names, now turn the old name into the new one.
/// </summary>
internal sealed class RenameEnumValuePlan : OperationPlan<RenameEnumValue>
{
    protected override Plan Create(RenameEnumValue rename, PlanContext context)
    {
        if (context.Said("phase") is not null)
            return new AsWrittenPlan().Create(rename, context);

        if (context.CreatesEnum(rename.Type))
            return Steps.AtOnce(rename, $"{rename.Type} is new");

        var (type, old, name) = (rename.Type, rename.Value, rename.NewValue);
        var tables = context.Schema.Tables.Where(table => Columns(table, rename, context).Count > 0).ToList();
        if (tables.Select(table => Obstacle(table, rename, context)).FirstOrDefault(reason => reason is not null) is { } obstacle)
            return NotPossible(obstacle);

        // The server gives a trigger of the whole to each partition.
        var maps = tables.Where(table => !tables.Any(whole => table.PartitionOf is { } of && context.Schema.Same(of.Parent, whole.Name)))
            .Select(table => new CreateValueMap(context.Unique("rename", table.Name.Name, 40), table.Name, Columns(table, rename, context), type, name, old)).ToList();
        var drops = maps.Select(map => Steps.Of($"no longer turn values that are written to {map.Table}", new DropValueMap(map.Trigger, map.Table, type))).ToValueList();
        var require = new RequireValueMaps(type, maps.Select(map => map.Trigger).ToValueList());
        var left = PostgresIdentifier.Compose("sm_old_", old, "");
        var (forth, back) = (new SwapEnumValues(type, old, name), new SwapEnumValues(type, name, old));
        var add = new AddEnumValue(type, name) { IfNotExists = true, After = old };
        return new Plan([])
        {
            Strategy = $"Let both versions write '{old}' and '{name}', and rename the value when no old version is left",
            Expand =
            [
                Steps.Of($"add '{name}', which no row is to have", add),
                .. maps.Select(map => Steps.Of($"turn '{name}' into '{old}' wherever it is written to {map.Table}", map)),
                Steps.Of($"see that nothing else holds values of {type}", require),
            ],
            Verify = maps.Select(map => new RequireNoRows(map.Table, Has(map), $"{{0}} rows of {map.Table} have '{name}' already: set them to '{old}', then run contract again")).ToValueList(),
            Contract = [new Step($"let '{old}' and '{name}' take each other's name", [require, forth]) { Sign = forth }],
            Purge = [.. drops, Steps.Of($"give the value that no row has a name that nobody writes", new RenameEnumValue(type, old, left))],
            Rollback = drops,
            RollbackLeaves = [add],
            PurgeLeaves = [new AddEnumValue(type, left) { After = name }],
            Revert = [new Step($"let '{name}' and '{old}' take each other's name", [require, back]) { Sign = back }],
            Notes =
            [
                $"From expand to purge both names may be written. Rows have '{old}' until contract and '{name}' from then on: the new version must read either, and ask for either (IN ('{old}', '{name}'))",
                $"The server cannot take a value away: after purge {type} still has a value that no row has, called '{left}'; a rollback leaves '{name}'",
                $"New columns of type {type} must wait until contract",
            ],
        };
    }

    private static ValueList<string> Columns(Table table, RenameEnumValue rename, PlanContext context) => table.Columns
        .Where(column => column.Type.ArrayDimensions == 0 && context.Schema.Same(new QualifiedName(column.Type.Schema, column.Type.Name), rename.Type))
        .Select(column => column.Name).ToValueList();

    private static string? Obstacle(Table table, RenameEnumValue rename, PlanContext context)
    {
        var columns = Columns(table, rename, context);
        return context.Physical(table.Name) != table.Name || columns.Any(column => context.IsReplaced(table.Name, column))
                ? $"{table.Name} is being changed by an earlier change that is not finished: put this change into a later migration, and run it after contract"
            : table.PartitionBy is { } key && columns.Any(column => PostgresReader.ReadExpression($"ROW{key.Substring(key.IndexOf('('))}")?.Columns.Contains(column) != false)
                ? $"{table.Name} is partitioned by a {rename.Type}, and a trigger must not move rows to other partitions: say -- safemigrate:phase contract, and -- safemigrate:rollback SQL, and release a version first that knows both names"
            : null;
    }

    private static Expression Has(CreateValueMap map) =>
        new(string.Join(" OR ", map.Columns.Select(column => $"{PostgresIdentifier.Quote(column)} = {PostgresWriter.Literal(map.From)}")));
}
