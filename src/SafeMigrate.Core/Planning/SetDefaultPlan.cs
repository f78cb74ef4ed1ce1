using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>A default that the new version relies on comes before it. The old version gets it too where it leaves the column out.</summary>
internal sealed class SetDefaultPlan : OperationPlan<SetDefault>
{
    protected override Plan Create(SetDefault operation, PlanContext context)
    {
        var (table, column) = (operation.Table, operation.Column);
        if (context.Creates(table))
            return Steps.AtOnce(operation, $"{table} is new");
        if (RetypedDefault.Takes(context, operation))
            return Nothing($"the default of {table}.{column} changes with its type");
        if (ColumnPresence.Problem(context, table, column) is { } problem)
            return NotPossible(problem);
        if (context.Table(table)?.Column(column) is not { } known)
            return NotPossible($"the default of {table}.{column} is not known: give the migrations that created it, or --connection");

        var physical = operation with { Column = context.Physical(table, column) };
        return new Plan([])
        {
            Strategy = $"Set the default of {table}.{column} before the deploy",
            Expand = [Steps.Of($"set the default of {table}.{column}", physical)],
            Rollback = [Steps.Of($"bring the default of {table}.{column} back", known.Default is { } value ? new SetDefault(table, column, value) : new DropDefault(table, column))],
            Notes = [$"The old version gets the new default too, where it leaves {column} out of an INSERT"],
        };
    }
}
