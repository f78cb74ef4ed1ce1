using System.Text;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Planning;

/// <summary>
/// Prints phases as plain SQL that <c>psql</c> runs. Each step asks the catalog first, so a script can be run again at any point; locks are
/// waited for briefly and tried again.
/// </summary>
public static class PlanScript
{
    /// <summary>The scripts of a migration's plans: file name and text. Phases with nothing to do have no script.</summary>
    /// <param name="migration">The migration, for the headings.</param>
    /// <param name="plans">Its plans, all possible.</param>
    /// <param name="version">The server's major version.</param>
    public static IReadOnlyList<(string Name, string Sql)> Write(Migration migration, IReadOnlyList<Plan> plans, int version = 14)
    {
        var back = plans.Reverse().ToList();
        (string Name, string Heading, IEnumerable<Step> Steps)[] scripts =
        [
            ("1-expand.sql", "before the deploy", plans.SelectMany(plan => plan.Expand)),
            ("2-backfill.sql", "after 1-expand.sql, still before the deploy", plans.SelectMany(plan => plan.Backfill)),
            ("3-contract.sql", "when no old version is left", plans.SelectMany(plan => Checked(plan.Verify.Concat<TableOperation>(plan.Unchanged), plan.Contract).Concat(plan.Contract))),
            ("4-purge.sql", "after the hold time; from here there is no way back", plans.SelectMany(plan => plan.Purge)),
            ("rollback-expand.sql", "back from 1-expand.sql or 2-backfill.sql, at any point before 3-contract.sql", back.SelectMany(plan => plan.Rollback)),
            ("rollback-contract.sql", "back from 3-contract.sql, before 4-purge.sql", back.SelectMany(plan => Checked(plan.RevertVerify, plan.Revert).Concat(plan.Revert))),
        ];
        return [.. scripts.Where(script => script.Steps.Any()).Select(script => (script.Name, Script(migration, script.Heading, script.Steps, version)))];
    }

    // What must hold before the phase need not hold, nor even exist, when its last step is done.
    private static IEnumerable<Step> Checked(IEnumerable<TableOperation> checks, ValueList<Step> phase) => checks.Select(check =>
        Steps.Of(check is RequireAsRemembered { Column: var column } ? $"look at what hangs on {check.Table}.{column}" : $"look at the rows of {check.Table}", check) with { Sign = phase.LastOrDefault() is { } last ? last.Sign ?? last.Operations.LastOrDefault() : null });

    private static string Script(Migration migration, string heading, IEnumerable<Step> steps, int version)
    {
        var text = new StringBuilder();
        text.Append($"-- {migration.Version} {migration.Name}: {heading}.\n");
        text.Append("-- Run with psql. It can be run again at any point: what is done is not done again.\n");
        text.Append("\\set ON_ERROR_STOP on\n");
        text.Append(If($"pg_catalog.to_regnamespace({PostgresWriter.Literal(PostgresWriter.OwnSchema)}) IS NULL", $"CREATE SCHEMA {PostgresWriter.OwnSchema};\n"));
        foreach (var step in steps)
            text.Append('\n').Append(Step(step, version));
        return text.ToString();
    }

    private static string Step(Step step, int version)
    {
        var title = $"-- {step.Title.Replace('\n', ' ')}\n";
        if (step.Operations.FirstOrDefault() is IBackfill backfill)
            return title + (backfill is BackfillColumn fill ? WhereLeft(fill, Backfill(backfill)) : Backfill(backfill));
        if (step.Operations.All(operation => operation is RequireNoRows or RequireAsRemembered))
            return title + Guarded(step, string.Concat(step.Operations.Select(operation => Statements(operation, version))));
        return title + (step.InTransaction ? Retried(step, version) : Guarded(step, Alone(step, version)));
    }

    // Where the script ran before, a later step may have dropped what the value was made of, or made the column one that no UPDATE may write.
    private static string WhereLeft(BackfillColumn fill, string statements) => If(
        string.Join(" AND ", fill.Value.Columns.Concat(fill.Remaining.Columns).Append(fill.Column).Distinct().Select(column => PostgresProbe.HasColumn(fill.Table, column))),
        If($"EXISTS (SELECT FROM {PostgresWriter.Name(fill.Table)} WHERE {fill.Remaining})", statements));

    private static string Statements(Operation operation, int version) =>
        string.Concat(PostgresWriter.Write(operation, version).Select(statement => statement + ";\n"));

    private static string Guarded(Step step, string statements) => PostgresProbe.IsDone(step) is not { } done
        ? statements
        : If($"NOT ({done})", statements);

    private static string If(string condition, string statements) => $"SELECT {condition} AS todo \\gset\n\\if :todo\n{statements}\\endif\n";

    // A build that failed leaves an index that is not used but maintained: it goes first.
    private static string Alone(Step step, int version) => step.Operations.FirstOrDefault() is CreateIndex { Index.Name: { } name } create
        ? $"DROP INDEX CONCURRENTLY IF EXISTS {PostgresWriter.Name(create.Table with { Name = name })};\n" + Statements(create, version)
        : string.Concat(step.Operations.Select(operation => Statements(operation, version)));

    // Half a second of waiting holds up whoever comes behind; then the queue drains, and the whole transaction is tried again.
    private static string Retried(Step step, int version)
    {
        var done = PostgresProbe.IsDone(step);
        var statements = step.Operations.SelectMany(operation => PostgresWriter.Write(operation, version));
        var body = new StringBuilder("BEGIN\n");
        if (done is not null)
            body.Append($"  IF {done} THEN\n    RETURN;\n  END IF;\n");
        body.Append("  FOR attempt IN 1..60 LOOP\n    BEGIN\n      SET LOCAL lock_timeout = '500ms';\n");
        foreach (var statement in statements)
            body.Append($"      EXECUTE {Quoted(statement)};\n");
        body.Append("      RETURN;\n    EXCEPTION WHEN lock_not_available OR deadlock_detected THEN\n      PERFORM pg_sleep(0.5 + random());\n    END;\n  END LOOP;\n");
        body.Append("  RAISE EXCEPTION USING ERRCODE = 'lock_not_available', MESSAGE = 'another session holds the lock: run this script again later';\nEND");
        return $"DO {PostgresWriter.DollarQuoted(body.ToString())};\n";
    }

    private static string Quoted(string statement) => statement.Contains('\n') ? PostgresWriter.DollarQuoted(statement, "$sql$") : PostgresWriter.Literal(statement);

    // A thousand blocks at a time, each its own short transaction. Rows that are written behind it no trigger keeps done where it is an author's own UPDATE: it
    // goes on until there are none, or as long as that helps.
    private static string Backfill(IBackfill backfill)
    {
        var batch = PostgresWriter.Batch(backfill, "\u0001", $"ctid >= \u0002 AND ctid < \u0002 AND ({backfill.Remaining})");
        var table = PostgresWriter.Literal(PostgresWriter.Name(backfill.Table));
        var block = $"""
            DECLARE
              part regclass;
              block bigint;
              blocks bigint;
              changed bigint;
              written bigint;
              attempt int;
            BEGIN
              FOR pass IN 1..{(backfill.IsOwnUpdate ? 5 : 1)} LOOP
                written := 0;
                FOR part IN SELECT relid FROM pg_catalog.pg_partition_tree({table}) WHERE isleaf
                  UNION SELECT oid FROM pg_catalog.pg_class WHERE oid = {table}::regclass AND relkind = 'r'
                LOOP
                  blocks := pg_catalog.pg_relation_size(part) / current_setting('block_size')::bigint;
                  block := 0;
                  attempt := 1;
                  WHILE block <= blocks LOOP
                    BEGIN
                      SET LOCAL lock_timeout = '200ms';
                      SET LOCAL safemigrate.backfill = '{(backfill.IsOwnUpdate ? "off" : "on")}';
                      EXECUTE format({PostgresWriter.Literal(Percent(batch))}, part, format('(%s,0)', block), format('(%s,0)', block + 1000));
                      GET DIAGNOSTICS changed = ROW_COUNT;
                      written := written + changed;
                      block := block + 1000;
                      attempt := 1;
                    EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
                      IF attempt = 60 THEN
                        RAISE;
                      END IF;
                      attempt := attempt + 1;
                    END;
                    COMMIT;
                    PERFORM pg_catalog.pg_sleep(CASE attempt WHEN 1 THEN 0 ELSE 0.5 + random() END);
                  END LOOP;
                END LOOP;
                EXIT WHEN written = 0;
              END LOOP;
            END
            """;
        return $"DO {PostgresWriter.DollarQuoted(block)};\n";
    }

    // Of the update's own percent signs format() would make something else.
    private static string Percent(string batch) => batch.Replace("%", "%%").Replace("\u0001", "%s").Replace("\u0002", "%L::tid");
}
