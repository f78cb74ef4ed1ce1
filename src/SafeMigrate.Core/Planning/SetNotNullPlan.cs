using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>The old version may still write NULL, so this is for contract; with a value for NULLs a trigger fills them from expand on.</summary>
internal sealed class SetNotNullPlan : OperationPlan<SetNotNull>
{
    /// <summary>No row may have NULL there.</summary>
    public static RequireNoRows NoNulls(QualifiedName table, string column) => new(
        table,
        new Expression($"{PostgresIdentifier.Quote(column)} IS NULL") { Columns = [column] },
        $"{{0}} rows of {table} have no {column}: fill them (UPDATE {PostgresWriter.Name(table)} SET {PostgresIdentifier.Quote(column)} = ... WHERE {PostgresIdentifier.Quote(column)} IS NULL), then run contract again");

    protected override Plan Create(SetNotNull operation, PlanContext context)
    {
        var (table, column) = (operation.Table, operation.Column);
        if (context.Creates(table))
            return Steps.AtOnce(operation, $"{table} is new");
        if (ColumnPresence.Problem(context, table, column) is { } problem)
            return NotPossible(problem);
        if (context.Table(table)?.Column(column) is { NotNull: true })
            return Nothing($"{table}.{column} is NOT NULL already");

        var plan = new Plan([])
        {
            Strategy = $"Make {table}.{column} NOT NULL when no old version is left that may write NULL",
            Verify = [NoNulls(table, column)],
            Contract = Steps.NotNull(table, column, context.Unique("sm_check", column)),
            Revert = [Steps.Of($"allow NULL in {table}.{column} again", new DropNotNull(table, column))],
        };
        if (context.SaidExpression("up") is not { } value)
            return plan;

        var trigger = context.Unique("fill", $"{table.Name}_{column}", 40);
        var fill = new CreateFill(trigger, table, column, value);
        var end = new DropFill(trigger, table);
        return plan with
        {
            Strategy = $"Fill {table}.{column} where it is NULL, and make it NOT NULL when no old version is left",
            Expand = [Steps.Of($"fill {table}.{column} for writers that leave it NULL", fill)],

            // Where a trigger keeps the column equal to another one, it is to carry what is filled too.
            Backfill = [Steps.Of($"fill {table}.{column} of the rows that exist", new BackfillColumn(table, column, value, plan.Verify[0].Violation) { IsOwnUpdate = context.IsReplaced(table, column) })],
            Contract = [.. plan.Contract, Steps.Of("end the filling", end)],
            Revert = [Steps.Of(plan.Revert[0].Title + ", filled", [.. plan.Revert[0].Operations, fill])],
            Rollback = [Steps.Of("end the filling; what was filled stays", end)],
            RollbackLeaves = [new RunSql($"UPDATE {PostgresWriter.Name(table)} SET {PostgresIdentifier.Quote(column)} = {value} WHERE {PostgresIdentifier.Quote(column)} IS NULL")],
            Notes = [$"A rollback leaves the values that were filled into {table}.{column}, for nobody can tell them from others then: the old version must be able to read them"],
        };
    }
}
