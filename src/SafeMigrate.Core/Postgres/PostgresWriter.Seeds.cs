using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    /// <summary>The state under which a step says that rows stay, and the comment that tells it to the next expand.</summary>
    public const string RowsStay = "SM002";

    // The author's text is not indented: a string in it may have several lines.
    private static string InsertSeedStatement(InsertSeed insert) => Do($"""
        BEGIN
          IF pg_catalog.to_regclass({Literal(Function(insert.Kept))}) IS NULL THEN
            CREATE TABLE {Function(insert.Kept)} (LIKE {Name(insert.Table)});
            WITH sm_inserted AS (
        {insert.Sql}
            RETURNING *)
            INSERT INTO {Function(insert.Kept)} SELECT * FROM sm_inserted;
          ELSIF pg_catalog.obj_description(pg_catalog.to_regclass({Literal(Function(insert.Kept))}), 'pg_class') = '{RowsStay}' THEN
            INSERT INTO {Name(insert.Table)} ({Columns(insert.Columns)}) OVERRIDING SYSTEM VALUE SELECT {Columns(insert.Columns)} FROM {Function(insert.Kept)} ON CONFLICT DO NOTHING;
            COMMENT ON TABLE {Function(insert.Kept)} IS NULL;
          END IF;
        END
        """);

    // Rows that are the same in all columns are the same to everybody, and nothing can refer to a table without a key: as many go as came. What stays is not inserted again.
    private static string RemoveEqualRowsStatement(RemoveSeed remove)
    {
        var same = $"NOT pg_catalog.record_image_ne(ROW({Row(Target, remove.Columns)}), ROW({Row("sm_seed", remove.Columns)}))";
        return Do($"""
            DECLARE
              sm_seed record;
              sm_stay bigint := 0;
            BEGIN
              IF pg_catalog.to_regclass({Literal(Function(remove.Kept))}) IS NULL THEN
                RETURN;
              END IF;
              FOR sm_seed IN SELECT kept.ctid AS "sm_place", kept.* FROM {Function(remove.Kept)} AS kept LOOP
                DELETE FROM {Name(remove.Table)} AS {Target} WHERE ({Target}.tableoid, {Target}.ctid) =
                  (SELECT {Target}.tableoid, {Target}.ctid FROM {Name(remove.Table)} AS {Target} WHERE {same} LIMIT 1 FOR UPDATE);
                IF NOT FOUND THEN
                  DELETE FROM {Function(remove.Kept)} AS kept WHERE kept.ctid = sm_seed."sm_place";
                  sm_stay := sm_stay + 1;
                END IF;
              END LOOP;
              IF sm_stay > 0 THEN
                RAISE WARNING USING ERRCODE = '{RowsStay}', MESSAGE = format('%s of the rows inserted into %s were changed since, or are gone, and are left alone', sm_stay, {Literal(remove.Table.ToString())});
                COMMENT ON TABLE {Function(remove.Kept)} IS '{RowsStay}';
              ELSE
                DROP TABLE {Function(remove.Kept)};
              END IF;
            END
            """);
    }

    // The rows are locked first, so that nobody refers to one between the question and the delete. A row may be free once another one is gone.
    private static string RemoveSeedStatement(RemoveSeed remove)
    {
        if (remove.Key.Count == 0)
            return RemoveEqualRowsStatement(remove);
        var (rows, kept) = ($"{Name(remove.Table)} AS {Target}", $"{Function(remove.Kept)} AS seed");
        var key = string.Join(" AND ", remove.Key.Select(column => $"{Target}.{Quote(column)} = seed.{Quote(column)}"));
        var same = $"NOT pg_catalog.record_image_ne(ROW({Row(Target, remove.Columns)}), ROW({Row("seed", remove.Columns)}))";
        var pair = "(child.tableoid, child.ctid) <> (" + Target + ".tableoid, " + Target + ".ctid)";
        return Do(ColumnsFirst + $"""
            DECLARE
              sm_key record;
              sm_refers text := 'false';
              sm_rows bigint;
              sm_stay text;
            BEGIN
              IF pg_catalog.to_regclass({Literal(Function(remove.Kept))}) IS NULL THEN
                RETURN;
              END IF;
              PERFORM FROM {rows} JOIN {kept} ON {key} FOR UPDATE OF {Target};
              FOR sm_key IN SELECT k.conrelid::regclass AS child, (SELECT string_agg(format('child.%I = {Target}.%I', c.attname, p.attname), ' AND ')
                  FROM unnest(k.conkey, k.confkey) AS one (c, p) JOIN pg_catalog.pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = one.c
                    JOIN pg_catalog.pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = one.p) AS condition
                FROM pg_catalog.pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid = {Literal(Name(remove.Table))}::regclass
              LOOP
                sm_refers := sm_refers || format(' OR EXISTS (SELECT FROM %s AS child WHERE %s AND {pair})', sm_key.child, sm_key.condition);
              END LOOP;
              LOOP
                EXECUTE {Literal($"DELETE FROM {rows} USING {kept} WHERE {key} AND {same} AND NOT (")} || sm_refers || ')';
                GET DIAGNOSTICS sm_rows = ROW_COUNT;
                EXIT WHEN sm_rows = 0;
              END LOOP;
              SELECT count(*), string_agg(ROW({Row("seed", remove.Key)})::text, ', ') INTO sm_rows, sm_stay FROM {rows} JOIN {kept} ON {key};
              IF sm_rows > 0 THEN
                RAISE WARNING USING ERRCODE = '{RowsStay}', MESSAGE = format('%s of the rows inserted into %s stay, for they were changed or other rows refer to them: %s', sm_rows, {Literal(remove.Table.ToString())}, left(sm_stay, 200));
                COMMENT ON TABLE {Function(remove.Kept)} IS '{RowsStay}';
              ELSE
                DROP TABLE {Function(remove.Kept)};
              END IF;
            END
            """);
    }
}
