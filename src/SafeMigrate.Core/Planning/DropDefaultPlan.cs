using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>The old version may leave the column out, so its default stays until that version is gone.</summary>
internal sealed class DropDefaultPlan : OperationPlan<DropDefault>
{
    protected override Plan Create(DropDefault operation, PlanContext context)
    {
        var (table, column) = (operation.Table, operation.Column);
        if (context.Creates(table))
            return Steps.AtOnce(operation, $"{table} is new");
        if (RetypedDefault.Takes(context, operation))
            return Nothing($"the default of {table}.{column} changes with its type");
        if (ColumnPresence.Problem(context, table, column) is { } problem)
            return NotPossible(problem);

        var value = context.Table(table)?.Column(column)?.Default;
        return new Plan([])
        {
            Strategy = $"Drop the default of {table}.{column} when no old version is left",
            Contract = [Steps.Of($"drop the default of {table}.{column}", operation)],
            Revert = value is null ? [] : [Steps.Of($"bring the default of {table}.{column} back", new SetDefault(table, column, value))],
        };
    }
}
