using SafeMigrate.Locks;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// An UPDATE that asks nothing but the row it writes is done in batches, each of which locks its rows for an instant. What fills a column of the
/// same migration comes before the deploy; when other columns may change only their author knows.
/// </summary>
internal sealed class UpdateRowsPlan : OperationPlan<UpdateRows>
{
    protected override Plan Create(UpdateRows operation, PlanContext context)
    {
        var table = operation.Table;
        if (context.Creates(table))
            return new AsWrittenPlan().Create(operation, context);
        if (ColumnPresence.Problem(context, table) is { } problem)
            return NotPossible(problem);
        if (context.Said("phase") is null && operation.Targets.Select(column => TableMerge.Into(context, table, column)).FirstOrDefault(merge => merge is not null) is { } merged)
            return merged.Plan(context);

        var added = operation.Targets.All(column => context.Adds(table, column));
        if (context.Said("phase") is null && operation.Targets.Count == 1 && added && IsTaken(context, table, operation.Targets[0]))
            return Nothing($"{table}.{operation.Targets[0]} is filled as it is added, also in the rows that the old version goes on writing");

        var batches = Batches(operation, context, out var obstacle);
        if (batches is null && context.Said("phase") is not null)
            return new AsWrittenPlan().Create(operation, context);
        if (batches is null)
            return NotPossible($"{obstacle}, so it cannot be done in batches: say -- safemigrate:phase expand or contract to run it as it is, in one transaction that keeps its rows locked");
        if (!added && context.Said("phase") is null)
            return NotPossible($"both versions may use {string.Join(", ", operation.Targets)}, and only you know whether the old one bears the new values: say -- safemigrate:phase expand if it does, contract if it does not, and -- safemigrate:rollback SQL if it can be undone. It is done in batches");

        ValueList<Step> back = context.Said("rollback") is { Length: > 0 } undo ? [Steps.Of("the way back, as written", new RunSql(undo))] : [];
        return context.Said("phase") == "contract"
            ? new Plan([]) { Strategy = $"Update {table} in batches when no old version is left", Contract = batches, Revert = back }
            : new Plan([])
            {
                Strategy = $"Update {table} in batches before the deploy",
                Backfill = batches,
                Rollback = back,
                Notes = added ? [$"Rows that the old version writes later keep what they have: where they need {string.Join(", ", operation.Targets)} too, say -- safemigrate:up at the ADD COLUMN"] : [],
            };
    }

    private static bool IsTaken(PlanContext context, QualifiedName table, string column) => context.Filled(table, column) is not null
        && context.Migration.Operations.OfType<AddColumn>().Any(add => add.Column is { Default: null, NotNull: false, ExistingRows: null } && add.Column.Name == column && context.Schema.Same(add.Table, table))
        && !context.Migration.Statements.Any(statement => statement.Directive("up") is not null && statement.Operations.OfType<AddColumn>().Any(add => add.Column.Name == column));

    private static ValueList<Step>? Batches(UpdateRows operation, PlanContext context, out string obstacle)
    {
        var columns = string.Join(", ", operation.Targets);
        if (PostgresReader.ReadRowUpdate(operation.Sql) is not { } update)
        {
            obstacle = $"what {columns} becomes depends on more than the row";
            return null;
        }

        obstacle = Obstacle(update, context.Table(update.Table), columns) ?? "";
        return obstacle == "" ? update.Assignments.Select(assignment => Batch(context, update, assignment)).ToValueList() : null;
    }

    private static string? Obstacle(RowUpdate update, Table? table, string columns)
    {
        var asked = update.Assignments.Select(assignment => assignment.Value).Concat(update.Where is { } where ? [where] : []).ToList();
        if (asked.Any(Volatility.IsVolatile))
            return $"what {columns} becomes is another value each time";
        if (update.Assignments.Any(set => asked.Any(expression => expression.Columns.Contains(set.Column) && (update.Assignments.Count > 1 || expression != update.Where))))
            return $"what {columns} becomes depends on what it was, and a row must not be changed twice";

        var types = update.Assignments.Select(set => table?.Column(set.Column)?.Type.Name).ToList();
        return types.Contains(null) ? $"the types of {columns} are not known (give the migrations that created them, or --connection)"
            : types.Any(type => type is "json" or "xml" or "point") ? $"the server cannot compare the values of {columns}"
            : null;
    }

    // A row that has the value already is not written again, so the batches may be repeated.
    private static Step Batch(PlanContext context, RowUpdate update, Assignment assignment)
    {
        var column = context.Physical(update.Table, assignment.Column);
        var differs = $"{PostgresIdentifier.Quote(column)} IS DISTINCT FROM ({assignment.Value})";
        var remaining = new Expression(update.Where is { } where ? $"({where}) AND {differs}" : differs);
        return Steps.Of($"set {update.Table}.{column}, in batches", new BackfillColumn(context.Physical(update.Table), column, assignment.Value, remaining) { IsOwnUpdate = true });
    }
}
