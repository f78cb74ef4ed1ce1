using SafeMigrate.Locks;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// What nothing else plans: it runs as it is, in the phase that its author names with <c>safemigrate:phase</c>, with the way back that they
/// give with <c>safemigrate:rollback</c>. Changes of tables that the same migration created need no word.
/// </summary>
internal sealed class AsWrittenPlan : OperationPlan
{
    public override bool Handles(Operation operation) => true;

    public override Plan Create(Operation operation, PlanContext context)
    {
        if (operation is Unreadable unreadable)
            return NotPossible(unreadable.Error);
        if (operation is Opaque { Sql: "", Reason: var hidden })
            return NotPossible(hidden);
        if (operation is ValidateConstraint validate)
            return Validated(validate, context);
        if (operation is InsertRows { FromQuery: true } insert && context.Said("phase") is null && TableCopy.Into(context, insert.Table) is { } copy)
            return copy.IsRebuild ? Nothing($"The rows are carried over before {copy.Target} gets its name") : TableExtraction.Plan(copy, context);
        if (operation is Query { Sql: var query } && query.Contains("setval(") && context.Migration.Operations.OfType<RenameTable>().Any(rename => TableCopy.Into(context, rename.Table) is { IsRebuild: true }))
            return Nothing("The numbers go on where those of the old table are");
        if (Tables(operation) is { Count: > 0 } tables && tables.All(context.Creates))
            return Steps.AtOnce(operation, "its tables are new");
        if (operation is InsertRows rows && context.Said("phase") is null && SeedPlan.Of(rows, context) is { } seed)
            return seed;

        var sql = operation is Opaque opaque ? opaque.Sql : string.Join("; ", PostgresWriter.Write(operation, context.Version));
        if (context.Said("phase") is not { } phase)
        {
            if (context.IsUnused && !IsTemporary(operation))
                return new Plan([]) { Strategy = "As written, before the deploy: all tables are new, so nobody uses the database", Expand = [Steps.Of("as written", Written(operation, sql, context))], Notes = ["The way back leaves what it did, unless it went into tables that go"] };
            return NotPossible(AuthorsChoice.Reason(operation) + ": say -- safemigrate:phase expand or contract, and -- safemigrate:rollback SQL if it can be undone");
        }

        var run = Steps.Of("as written", Written(operation, sql, context));
        ValueList<Step> back = context.Said("rollback") is { Length: > 0 } undo ? [Steps.Of("the way back, as written", new RunSql(undo))] : [];
        return phase == "expand"
            ? new Plan([]) { Strategy = "As written, before the deploy", Expand = [run], Rollback = back }
            : new Plan([]) { Strategy = "As written, when no old version is left", Contract = [run], Revert = back };
    }

    private static Plan Validated(ValidateConstraint operation, PlanContext context) =>
        ColumnPresence.Problem(context, operation.Table) is { } problem
            ? NotPossible(problem)
            : new Plan([])
            {
                Strategy = $"Check the rows of {operation.Table} when no old version is left, while reads and writes go on",
                Contract = [Steps.Of($"check {operation.Constraint} for the rows of {operation.Table}", operation)],
            };

    private static Operation Written(Operation operation, string sql, PlanContext context)
    {
        var effect = PostgresLocks.Of(operation, context.Schema, context.Version);
        return effect.OutsideTransaction ? new RunSqlAlone(sql) { GivesWay = operation is Vacuum { Full: true } or Cluster } : new RunSql(sql);
    }

    // The phases run in sessions of their own.
    private static bool IsTemporary(Operation operation) => operation is CreateView { Temporary: true } or CreateTable { Persistence: Persistence.Temporary };

    private static IReadOnlyList<QualifiedName> Tables(Operation operation) => operation switch
    {
        InsertRows { FromQuery: false } insert => [insert.Table],
        InsertRows insert => [insert.Table, .. insert.Reads],
        UpdateRows update => [update.Table, .. update.Reads],
        DeleteRows delete => [delete.Table, .. delete.Reads],
        MergeRows merge => [merge.Table, .. merge.Reads],
        TableOperation { Table: var table } => [table],
        _ => [],
    };
}
