using SafeMigrate.Operations;

namespace SafeMigrate.Planning;

/// <summary>Both names live until no running version uses the old one. A rename that converts has a second column in the place of the first.</summary>
internal sealed class RenameColumnPlan : OperationPlan<RenameColumn>
{
    protected override Plan Create(RenameColumn operation, PlanContext context)
    {
        var (table, from, to) = (operation.Table, operation.Column, operation.NewName);
        if (context.Creates(table))
            return Steps.AtOnce(operation, $"{table} is new, so no version uses the old name");
        var converted = context.Said("up") is not null || context.Said("down") is not null;
        if (ColumnReplacement.Find(table, from, context, converted ? ColumnReplacement.Obstacle : ColumnReplacement.AliasObstacle, out var column) is { } problem)
            return NotPossible(problem);
        if (context.Table(table)!.Column(to) is not null)
            return NotPossible($"column {table}.{to} exists already");

        var (up, down) = (context.SaidExpression("up"), context.SaidExpression("down"));
        if (up is not null != down is not null)
            return NotPossible($"{table}.{from} is converted one way only: give both -- safemigrate:up and -- safemigrate:down, or neither");

        if (up is null)
            return new ColumnAlias(context, context.Table(table)!, column, to).Plan();
        return new ColumnReplacement(context, context.Table(table)!, column, column with { Name = to }, to)
        {
            NewDefault = column.Default,
            Up = up,
            Down = down,
            Strategy = $"Add {table}.{to} beside {from}, keep both equal by a trigger, and let go of {from} when no old version is left",
        }.Plan();
    }
}
