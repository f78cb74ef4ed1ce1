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
        IReadOnlyList<(Plan Plan, int Change)> forth = [.. plans.Select((plan, change) => (plan, change))];
        var back = forth.Reverse().ToList();
        (string Name, string Heading, IEnumerable<Piece> Pieces, Phase[] Undone)[] scripts =
        [
            ("1-expand.sql", "before the deploy", forth.SelectMany(one => Pieces(one, Phase.Expand)), [Phase.Rollback]),
            ("2-backfill.sql", "after 1-expand.sql, still before the deploy", forth.SelectMany(one => Pieces(one, Phase.Backfill)), [Phase.Rollback]),
            ("3-contract.sql", "when no old version is left", forth.SelectMany(one => Checked(one.Plan.Verify.Concat<TableOperation>(one.Plan.Unchanged), one.Plan.Contract).Concat(Pieces(one, Phase.Contract))), [Phase.Revert]),
            ("4-purge.sql", "after the hold time; from here there is no way back", forth.SelectMany(one => Pieces(one, Phase.Purge)), []),
            ("rollback-expand.sql", "back from 1-expand.sql or 2-backfill.sql, at any point before 3-contract.sql", back.SelectMany(one => Pieces(one, Phase.Rollback)), [Phase.Expand, Phase.Backfill]),
            ("rollback-contract.sql", "back from 3-contract.sql, before 4-purge.sql", back.SelectMany(one => Checked(one.Plan.RevertVerify, one.Plan.Revert).Concat(Pieces(one, Phase.Revert))), [Phase.Contract]),
        ];
        var ledger = new ScriptLedger(migration.Version, scripts.Any(script => script.Pieces.Any(piece => ScriptLedger.Counts(piece.Step))));
        return [.. scripts.Where(script => script.Pieces.Any()).Select(script => (script.Name, Script(migration, script.Heading, script.Pieces, script.Undone, ledger, version)))];
    }

    /// <summary>Scripts that run those of several migrations, each with the ones that belong to it, in the order in which they bear it: the ways back newest first.</summary>
    /// <param name="migrations">The folder of each migration and the names of its scripts, in the order of the migrations.</param>
    public static IReadOnlyList<(string Name, string Sql)> Together(IReadOnlyList<(string Folder, IReadOnlyList<string> Scripts)> migrations)
    {
        (string Name, string Heading, bool Back, string[] Scripts)[] all =
        [
            ("expand.sql", "before the deploy", false, ["1-expand.sql", "2-backfill.sql"]),
            ("contract.sql", "when no old version is left", false, ["3-contract.sql"]),
            ("purge.sql", "after the hold time; from here there is no way back", false, ["4-purge.sql"]),
            ("rollback-expand.sql", "back from expand.sql, at any point before contract.sql; the newest migration first", true, ["rollback-expand.sql"]),
            ("rollback-contract.sql", "back from contract.sql, before purge.sql; the newest migration first", true, ["rollback-contract.sql"]),
        ];
        return [.. all.Select(one => (one.Name, Lines: (one.Back ? migrations.Reverse() : migrations)
                .SelectMany(migration => one.Scripts.Where(migration.Scripts.Contains).Select(script => $"\\ir {PostgresWriter.Literal(migration.Folder + "/" + script)}\n")).ToList(), one.Heading))
            .Where(one => one.Lines.Count > 0)
            .Select(one => (one.Name, $"-- All migrations: {one.Heading}.\n-- Run with psql. It can be run again at any point: what is done is not done again.\n\\set ON_ERROR_STOP on\n{string.Concat(one.Lines)}"))];
    }

    private static IEnumerable<Piece> Pieces((Plan Plan, int Change) one, Phase phase) => one.Plan.Steps(phase).Select((step, ordinal) => new Piece(step, phase, one.Change, ordinal)
    {
        Undoes = phase is Phase.Rollback or Phase.Revert && ScriptLedger.Opposite(phase).SelectMany(one.Plan.Steps).Any(ScriptLedger.Counts),
    });

    // What must hold before the phase need not hold, nor even exist, when its last step is done. What comes behind a swap has no sign of its own.
    private static IEnumerable<Piece> Checked(IEnumerable<TableOperation> checks, ValueList<Step> phase) => checks.Select(check =>
        new Piece(Steps.Of(check is RequireAsRemembered { Column: var column } ? $"look at what hangs on {check.Table}{(column == "" ? "" : $".{column}")}" : $"look at the rows of {check.Table}", check) with { Sign = (phase.LastOrDefault(step => step.Sign is not null) ?? phase.LastOrDefault()) is { } last ? last.Sign ?? last.Operations.LastOrDefault() : null }, Phase.Expand, 0, 0));

    private static string Script(Migration migration, string heading, IEnumerable<Piece> pieces, Phase[] undone, ScriptLedger ledger, int version)
    {
        var text = new StringBuilder();
        text.Append($"-- {migration.Version} {migration.Name}: {heading}.\n");
        text.Append("-- Run with psql. It can be run again at any point: what is done is not done again.\n");
        text.Append("\\set ON_ERROR_STOP on\n");
        text.Append(If($"pg_catalog.to_regnamespace({PostgresWriter.Literal(PostgresWriter.OwnSchema)}) IS NULL", $"CREATE SCHEMA {PostgresWriter.OwnSchema};\n"));
        text.Append(ledger.Begin);
        foreach (var piece in pieces)
            text.Append('\n').Append(Step(piece, ledger, version));
        return text.Append(ledger.End(undone)).ToString();
    }

    private static string Step(Piece piece, ScriptLedger ledger, int version)
    {
        var step = piece.Step;
        var title = $"-- {step.Title.Replace('\n', ' ')}\n";
        if (step.Operations.FirstOrDefault() is IBackfill backfill)
            return title + (backfill is BackfillColumn fill ? WhereLeft(fill, Backfill(backfill, version)) : Backfill(backfill, version));
        if (step.Operations.All(operation => operation is RequireNoRows or RequireAsRemembered))
            return title + Guarded(step, string.Concat(step.Operations.Select(operation => Statements(operation, version))));
        if (step.InTransaction)
            return title + Retried(piece, ledger, version);
        return ScriptLedger.Counts(step)
            ? title + ScriptLedger.Twice(ledger.Add(piece), Alone(step, version)) + If($"NOT {ledger.Has(piece)}", Alone(step, version) + ledger.Add(piece) + ";\n" + ledger.Strike(piece))
            : title + Guarded(step, Alone(step, version));
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
        : step.Operations.FirstOrDefault() is DetachPartition detach ? Detached(detach, version)
        : string.Concat(step.Operations.Select(operation => Statements(operation, version)));

    // What was interrupted can only be ended.
    private static string Detached(DetachPartition detach, int version) =>
        $"{PostgresWriter.DetachPending(detach)} \\gset\n\\if :inhdetachpending\n{Statements(detach with { Concurrently = false, Finalize = true }, version)}\\else\n{Statements(detach, version)}\\endif\n";

    // Half a second of waiting holds up whoever comes behind; then the queue drains, and the whole transaction is tried again.
    private static string Retried(Piece piece, ScriptLedger ledger, int version)
    {
        var step = piece.Step;
        var done = PostgresProbe.IsDone(step);
        var statements = step.Operations.SelectMany(operation => PostgresWriter.Write(operation, version));
        var body = new StringBuilder("BEGIN\n");
        if (done is not null)
            body.Append($"  IF {done} THEN\n    RETURN;\n  END IF;\n");
        if (ScriptLedger.Counts(step) && piece.Undoes)
            body.Append($"  IF NOT {ledger.HasOpposite(piece)} THEN\n    RETURN;\n  END IF;\n");
        body.Append("  FOR attempt IN 1..60 LOOP\n    BEGIN\n      SET LOCAL lock_timeout = '500ms';\n");
        if (ScriptLedger.Counts(step))
            body.Append($"      {ledger.Add(piece)};\n      IF NOT FOUND THEN\n        RETURN;\n      END IF;\n      {ledger.Strike(piece)}");
        foreach (var statement in statements)
            body.Append($"      EXECUTE {Quoted(statement)};\n");
        body.Append("      RETURN;\n    EXCEPTION WHEN lock_not_available OR deadlock_detected THEN\n      PERFORM pg_sleep(0.5 + random());\n    END;\n  END LOOP;\n");
        body.Append("  RAISE EXCEPTION USING ERRCODE = 'lock_not_available', MESSAGE = 'another session holds the lock: run this script again later';\nEND");
        return $"DO {PostgresWriter.DollarQuoted(body.ToString())};\n";
    }

    private static string Quoted(string statement) => statement.Contains('\n') ? PostgresWriter.DollarQuoted(statement, "$sql$") : PostgresWriter.Literal(statement);

    // A thousand blocks at a time, each its own short transaction. Rows that are written behind it no trigger keeps done where it is an author's own UPDATE: it
    // goes on until there are none, or as long as that helps.
    private static string Backfill(IBackfill backfill, int version)
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
              triggers text := '';
              skips boolean := false;
            BEGIN
            {Triggers(backfill, version)}  FOR pass IN 1..{(backfill.IsOwnUpdate ? 5 : 1)} LOOP
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
                      PERFORM set_config('session_replication_role', 'replica', true) WHERE skips;
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

    // As the runner does it: an author's own UPDATE is seen by triggers as the statement would be, what a plan fills is not where that is allowed.
    private static string Triggers(IBackfill backfill, int version) => backfill is not BackfillColumn { IsOwnUpdate: false } fill ? "" : $"""
          EXECUTE {Quoted(PostgresProbe.TriggersOn(fill.Table, fill.Column, version))} INTO triggers, skips;
          skips := triggers <> '' AND skips;
          IF triggers <> '' THEN
            RAISE NOTICE 'The triggers % for the rows that are filled.', triggers || CASE WHEN skips THEN ' do not fire' ELSE ' fire' END;
          END IF;

        """;

    // Of the update's own percent signs format() would make something else.
    private static string Percent(string batch) => batch.Replace("%", "%%").Replace("\u0001", "%s").Replace("\u0002", "%L::tid");
}
