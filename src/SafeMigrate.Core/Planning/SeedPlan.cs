using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// Rows that the migration itself gives, which the new version needs: they come before the deploy, once, and a rollback takes them away again, except those that
/// somebody has changed or refers to.
/// </summary>
internal static class SeedPlan
{
    /// <summary>The plan; null for an INSERT that takes its rows from tables, changes others, or returns them.</summary>
    public static Plan? Of(InsertRows operation, PlanContext context)
    {
        var table = operation.Table;
        if (PostgresReader.ReadRowSeed(operation.Sql) is not { } seed)
            return null;
        if (ColumnPresence.Problem(context, table) is { } problem)
            return OperationPlan.NotPossible(problem);
        if (!context.Schema.Same(context.Physical(table), table))
            return OperationPlan.NotPossible($"{table} is still called {context.Physical(table)} until contract: put these rows into a later migration, and run it after contract");
        var known = context.Table(table);
        var written = operation.Targets.Count > 0 ? operation.Targets : known?.Columns.Select(column => column.Name) ?? [];
        if (written.FirstOrDefault(column => context.IsReplaced(table, column)) is { } replaced)
            return OperationPlan.NotPossible($"{table}.{replaced} is being replaced by an earlier change: put these rows into a later migration, and run it after contract");
        if (seed.Conflict.Count > 0 && LateKey(operation, seed, context) is { } late)
            return OperationPlan.NotPossible($"ON CONFLICT needs {late}, which is there when no old version is left only: say -- safemigrate:phase expand at it and put these rows into a later migration, or leave ON CONFLICT out");

        ValueList<string> notes = [$"The old version meets these rows of {table} too: it must be able to"];
        if (known is null || (KeyOf(known).Count == 0 && !known.IsComplete))
        {
            return new Plan([])
            {
                Strategy = $"Insert the rows into {table} before the deploy",
                Expand = [Steps.Of($"insert into {table}", new RunSql(operation.Sql))],
                RollbackLeaves = [new RunSql(operation.Sql)],
                Notes = [.. notes, $"No key of {table} is known, so a rollback leaves the rows, and another expand inserts them again: delete them before that"],
            };
        }

        var kept = context.Unique("seed", table.Name, also: operation.Sql);
        var compared = known.Columns.Where(column => column.Generated is null).Select(column => column.Name).ToValueList();
        return new Plan([])
        {
            Strategy = $"Insert the rows into {table} before the deploy, and remember which they are",
            Expand = [Steps.Of($"insert into {table}", new InsertSeed(table, operation.Sql, compared, kept))],
            Rollback = [Steps.Of($"delete these rows of {table}, where nobody has changed them or refers to them", new RemoveSeed(table, KeyOf(known), compared, kept))],
            Purge = [Steps.Of("forget which they were", new DropTable(new QualifiedName(PostgresWriter.OwnSchema, kept)) { IfExists = true })],
            Notes = notes,
        };
    }

    // The key, or what is as good: unique columns that are never NULL.
    private static ValueList<string> KeyOf(Table table) => table.KeyColumns.Count > 0 ? table.KeyColumns
        : table.Constraints.OfType<UniqueConstraint>().FirstOrDefault(unique => unique.Columns.All(column => table.Column(column) is { NotNull: true }))?.Columns ?? [];

    // A unique index that this migration builds at contract.
    private static string? LateKey(InsertRows operation, RowSeed seed, PlanContext context)
    {
        bool Is(QualifiedName table, IEnumerable<string?> columns) => context.Schema.Same(table, operation.Table) && columns.All(column => column is not null && seed.Conflict.Contains(column));
        return context.Migration.Operations.TakeWhile(earlier => !ReferenceEquals(earlier, operation)).Select(earlier => earlier switch
        {
            CreateIndex { Index: { Unique: true } index } when Is(index.Table, index.Columns.Select(key => key.Column)) => index.Name ?? "a unique index of this migration",
            AddConstraint { Constraint: IndexConstraint constraint } add when Is(add.Table, constraint.Columns) || (constraint.Name is { } named && Is(add.Table, [named])) => constraint.Name ?? "a unique constraint of this migration",
            _ => null,
        }).FirstOrDefault(name => name is not null);
    }
}
