using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>Loosening comes first: the new version may write NULL. The way back needs all rows filled.</summary>
internal sealed class DropNotNullPlan : OperationPlan<DropNotNull>
{
    protected override Plan Create(DropNotNull operation, PlanContext context)
    {
        var (table, column) = (operation.Table, operation.Column);
        if (context.Creates(table))
            return Steps.AtOnce(operation, $"{table} is new");
        if (ColumnPresence.Problem(context, table, column) is { } problem)
            return NotPossible(problem);
        if (context.Table(table)?.Column(column) is { NotNull: false })
            return Nothing($"{table}.{column} may be NULL already");

        var noNulls = SetNotNullPlan.NoNulls(table, column);
        return new Plan([])
        {
            Strategy = $"Allow NULL in {table}.{column} before the deploy",
            Expand = [Steps.Of($"allow NULL in {table}.{column}", operation)],
            Rollback =
            [
                Steps.Of("look for NULLs of the new version", noNulls with { Message = noNulls.Message.Replace("contract", "rollback") }) with { Sign = new SetNotNull(table, column) },
                .. Steps.NotNull(table, column, context.Unique("sm_check", column)),
            ],
            Notes = [$"The old version reads the NULLs that the new version writes to {table}.{column}: it must be able to"],
        };
    }
}
