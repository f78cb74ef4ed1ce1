using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    // An alias that no table is likely to be called.
    private const string Target = "sm_target";

    /// <summary>The statement that does some rows of a backfill.</summary>
    /// <param name="backfill">What is done.</param>
    /// <param name="rows">The table, or of a partitioned one the partition, as FROM names it.</param>
    /// <param name="condition">Which of its rows: those of the batch that remain to be done.</param>
    public static string Batch(IBackfill backfill, string rows, string condition) => backfill switch
    {
        BackfillColumn fill => $"UPDATE {rows} SET {Quote(fill.Column)} = {fill.Value} WHERE {condition}",

        BackfillRows { Sync: { UpdatesOnly: true } sync } => $"UPDATE {Name(sync.Target)} AS {Target} SET {string.Join(", ", sync.Columns.Select(column => $"{Quote(column.To)} = source.{Quote(column.From)}"))}"
            + $" FROM (SELECT {Columns(All(sync).Select(column => column.From))} FROM {rows} WHERE {condition} FOR KEY SHARE) AS source WHERE {KeyIs(sync, "source")}",

        // A row that is being deleted is waited for, and not carried after its delete has been.
        BackfillRows { Sync: var sync } => $"INSERT INTO {Name(sync.Target)} ({Columns(All(sync).Select(column => column.To))}) OVERRIDING SYSTEM VALUE SELECT {Columns(All(sync).Select(column => column.From))} FROM {rows} WHERE {condition}"
            + $" FOR KEY SHARE ON CONFLICT ({Columns(sync.Key.Select(column => column.To))}) DO NOTHING",
        _ => throw new ArgumentOutOfRangeException(nameof(backfill)),
    };

    /// <summary>True for a row of the source that the target does not have, or has otherwise.</summary>
    internal static Expression NotCarried(RowSync sync, bool orDiffers)
    {
        var source = Quote(sync.Source.Name);
        var differs = orDiffers && sync.Columns.Count > 0
            ? $" AND NOT pg_catalog.record_image_ne(ROW({Row(Target, sync.Columns.Select(column => column.To))}), ROW({Row(source, sync.Columns.Select(column => column.From))}))"
            : "";
        var filled = sync.SkipsEmpty && orDiffers ? $"({Filled(sync, source)}) AND " : "";
        return new Expression($"{filled}NOT EXISTS (SELECT FROM {Name(sync.Target)} AS {Target} WHERE {KeyIs(sync, source)}{differs})");
    }

    /// <summary>True for a row of the source whose row in the target has other values.</summary>
    internal static Expression NotUpdated(RowSync sync)
    {
        var source = Quote(sync.Source.Name);
        return new Expression($"EXISTS (SELECT FROM {Name(sync.Target)} AS {Target} WHERE {KeyIs(sync, source)} AND {Differs(sync, Row(source, sync.Columns.Select(column => column.From)))})");
    }

    private static IEnumerable<CarriedColumn> All(RowSync sync) => sync.Key.Concat(sync.Columns);

    private static string Row(string row, IEnumerable<string> columns) => string.Join(", ", columns.Select(column => $"{row}.{Quote(column)}"));

    private static string Filled(RowSync sync, string row) => string.Join(" OR ", sync.Columns.Select(column => $"{row}.{Quote(column.From)} IS NOT NULL"));

    private static string KeyIs(RowSync sync, string row) => string.Join(" AND ", sync.Key.Select(column => $"{Target}.{Quote(column.To)} = {row}.{Quote(column.From)}"));

    // BEFORE DELETE: a foreign key from the target to the source is checked after it. The function has its owner's rights, for whoever writes the one table
    // may have none on the other.
    private static IReadOnlyList<string> CreateRowSyncStatements(RowSync sync)
    {
        var (name, source) = (Function(sync.Name), Name(sync.Source));
        var changed = $"pg_catalog.record_image_ne(ROW({Row("OLD", All(sync).Select(column => column.From))}), ROW({Row("NEW", All(sync).Select(column => column.From))}))";
        return
        [
            $"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS {DollarQuoted("#variable_conflict use_column\nBEGIN\n" + RowSyncBody(sync) + "  RETURN NEW;\nEND")}",
            Do($"""
            BEGIN
              EXECUTE format('ALTER FUNCTION {InFormat(name)}() SET search_path = %s, pg_temp', current_setting('search_path'));
            END
            """),
            $"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC",
            $"CREATE TRIGGER {Trigger(sync.Name, "d")} BEFORE DELETE ON {source} FOR EACH ROW EXECUTE FUNCTION {name}()",
            $"CREATE TRIGGER {Trigger(sync.Name, "i")} AFTER INSERT ON {source} FOR EACH ROW{If(sync.SkipsEmpty, $" WHEN ({Filled(sync, "NEW")})")} EXECUTE FUNCTION {name}()",
            $"CREATE TRIGGER {Trigger(sync.Name, "u")} AFTER UPDATE ON {source} FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION {name}()",
            $"CREATE TRIGGER {Trigger(sync.Name, "t")} AFTER TRUNCATE ON {source} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",

            // Nothing is written: the server only checks that the types fit, before anybody's write depends on it.
            sync.UpdatesOnly
                ? $"EXPLAIN UPDATE {Name(sync.Target)} AS {Target} SET {string.Join(", ", sync.Columns.Select(column => $"{Quote(column.To)} = source.{Quote(column.From)}"))} FROM {source} AS source WHERE {KeyIs(sync, "source")} AND false"
                : "EXPLAIN " + Upsert(sync, $"SELECT {Columns(All(sync).Select(column => column.From))} FROM {source} WHERE false"),
        ];
    }

    private static IReadOnlyList<string> DropRowSyncStatements(RowSync sync) =>
    [
        .. new[] { "d", "i", "u", "t" }.Select(which => $"DROP TRIGGER IF EXISTS {Trigger(sync.Name, which)} ON {Name(sync.Source)}"),
        $"DROP FUNCTION IF EXISTS {Function(sync.Name)}()",
    ];

    private static string RowSyncBody(RowSync sync)
    {
        var carrying = Literal("safemigrate.carrying");
        var guard = sync.Pair is { } pair ? $"  IF pg_catalog.current_setting({carrying}, true) = {Literal(pair)} OR TG_OP <> 'DELETE' AND {InBackfill} THEN\n    IF TG_OP = 'DELETE' THEN\n      RETURN OLD;\n    END IF;\n    RETURN NEW;\n  END IF;\n  PERFORM pg_catalog.set_config({carrying}, {Literal(pair)}, true);\n" : "";
        var end = sync.Pair is null ? "" : $"  PERFORM pg_catalog.set_config({carrying}, '', true);\n";
        var moved = $"pg_catalog.record_image_ne(ROW({Row("OLD", sync.Key.Select(column => column.From))}), ROW({Row("NEW", sync.Key.Select(column => column.From))}))";
        return guard + $"""
              IF TG_OP = 'TRUNCATE' THEN
                {(sync.UpdatesOnly ? Emptied(sync, null) : $"DELETE FROM {Name(sync.Target)}")};
              ELSE
                IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND {moved} THEN
                  {(sync.UpdatesOnly ? Emptied(sync, "OLD") : $"{Followed(sync)}DELETE FROM {Name(sync.Target)} AS {Target} WHERE {KeyIs(sync, "OLD")}")};
                END IF;
                IF TG_OP <> 'DELETE' THEN
            {Carried(sync)}    END IF;
              END IF;
            {end}  IF TG_OP = 'DELETE' THEN
                RETURN OLD;
              END IF;

            """;
    }

    private static string Emptied(RowSync sync, string? row) =>
        $"UPDATE {Name(sync.Target)} AS {Target} SET {string.Join(", ", sync.Columns.Select(column => $"{Quote(column.To)} = NULL"))}{If(row is not null, $" WHERE {KeyIs(sync, row ?? "")}")}";

    private static string Carried(RowSync sync)
    {
        var write = sync.UpdatesOnly
            ? $"UPDATE {Name(sync.Target)} AS {Target} SET {string.Join(", ", sync.Columns.Select(column => $"{Quote(column.To)} = NEW.{Quote(column.From)}"))}"
                + $" WHERE {KeyIs(sync, "NEW")} AND {Differs(sync, Row("NEW", sync.Columns.Select(column => column.From)))}"
            : Upsert(sync, $"VALUES ({Row("NEW", All(sync).Select(column => column.From))})");
        return sync.MayFail
            ? $"      BEGIN\n        {write};\n      EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN\n        {Refused(sync)};\n      END;\n"
            : $"      {write};\n";
    }

    // A row with columns of its own takes the new key; another one that has it already stays.
    private static string Followed(RowSync sync) => sync.Pair is null ? ""
        : $"UPDATE {Name(sync.Target)} AS {Target} SET {string.Join(", ", sync.Key.Select(column => $"{Quote(column.To)} = NEW.{Quote(column.From)}"))}"
            + $" WHERE TG_OP = 'UPDATE' AND {KeyIs(sync, "OLD")} AND NOT EXISTS (SELECT FROM {Name(sync.Target)} AS {Target} WHERE {KeyIs(sync, "NEW")});\n          ";

    // A row that is only a copy goes. One that the new version writes too has columns of its own: it stays as it was, which the check before contract finds.
    private static string Refused(RowSync sync) => sync.Pair is null ? $"DELETE FROM {Name(sync.Target)} AS {Target} WHERE {KeyIs(sync, "NEW")}" : "NULL";

    private static string Upsert(RowSync sync, string rows) =>
        $"INSERT INTO {Name(sync.Target)} AS {Target} ({Columns(All(sync).Select(column => column.To))}) OVERRIDING SYSTEM VALUE {rows}"
            + $" ON CONFLICT ({Columns(sync.Key.Select(column => column.To))}) DO " + (sync.Columns.Count == 0 ? "NOTHING"
            : $"UPDATE SET {string.Join(", ", sync.Columns.Select(column => $"{Quote(column.To)} = EXCLUDED.{Quote(column.To)}"))}"
                + $" WHERE {Differs(sync, Row("EXCLUDED", sync.Columns.Select(column => column.To)))}");

    private static string Differs(RowSync sync, string values) =>
        $"pg_catalog.record_image_ne(ROW({Row(Target, sync.Columns.Select(column => column.To))}), ROW({values}))";

    private static string ContinueSequenceStatement(ContinueSequence next) => Do($"""
        DECLARE
          source text := pg_catalog.pg_get_serial_sequence({Literal(Name(next.Source))}, {Literal(next.SourceColumn)});
          target text := pg_catalog.pg_get_serial_sequence({Literal(Name(next.Table))}, {Literal(next.Column)});
        BEGIN
          IF source IS NOT NULL AND target IS NOT NULL AND source <> target THEN
            EXECUTE format('SELECT pg_catalog.setval(%L, last_value, is_called) FROM %s', target, source);
          END IF;
        END
        """);
}
