using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    // attstattarget: -1 up to PostgreSQL 16, NULL from 17 on, where nobody has set it. attcompression is '' for the default.
    private static string CaptureColumn(KeepDefinition keep) => $"""
        FOR item IN SELECT a.*, c.relkind FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
          WHERE a.attrelid = to_regclass({Literal(Name(keep.Object))}) AND a.attname = {Literal(keep.Part)}
        LOOP
          commands := commands || format('ALTER TABLE %s ALTER COLUMN %I SET STATISTICS %s', item.attrelid::regclass, item.attname, COALESCE(item.attstattarget, -1))
            || format('ALTER TABLE %s ALTER COLUMN %I SET STORAGE %s', item.attrelid::regclass, item.attname,
              CASE item.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'm' THEN 'MAIN' WHEN 'e' THEN 'EXTERNAL' ELSE 'EXTENDED' END)
            || format('ALTER TABLE %s ALTER COLUMN %I SET COMPRESSION %s', item.attrelid::regclass, item.attname,
              CASE item.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' ELSE 'default' END)
            || format('ALTER TABLE %s ALTER COLUMN %I RESET (n_distinct, n_distinct_inherited)', item.attrelid::regclass, item.attname);
          IF item.attoptions IS NOT NULL THEN
            commands := commands || format('ALTER TABLE %s ALTER COLUMN %I SET (%s)', item.attrelid::regclass, item.attname, array_to_string(item.attoptions, ', '));
          END IF;
        END LOOP;

        """;

    private static string CaptureStorage(KeepDefinition keep) => $"""
        FOR item IN SELECT c.oid::regclass AS name, CASE c.relkind WHEN 'i' THEN 'INDEX' WHEN 'I' THEN 'INDEX' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind, c.relkind, c.relreplident,
            (SELECT string_agg(option, ', ') FROM (SELECT unnest(c.reloptions) AS option UNION ALL SELECT 'toast.' || unnest(t.reloptions)) AS options) AS options,
            (SELECT indexrelid::regclass FROM pg_catalog.pg_index WHERE indrelid = c.oid AND indisreplident) AS identity,
            (SELECT k.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class k ON k.oid = i.indexrelid WHERE i.indrelid = c.oid AND i.indisclustered) AS clustered
          FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid WHERE c.oid = to_regclass({Literal(Name(keep.Object))})
        LOOP
          {(keep.Part == "" ? "" : $"commands := commands || format('ALTER %s %s RESET ({InFormat(keep.Part)})', item.kind, item.name);")}
          IF item.options IS NOT NULL THEN
            commands := commands || format('ALTER %s %s SET (%s)', item.kind, item.name, item.options);
          END IF;
          IF item.relkind = 'r' THEN
            commands := commands || format('ALTER TABLE %s REPLICA IDENTITY %s', item.name, CASE item.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING'
              WHEN 'i' THEN 'USING INDEX ' || item.identity ELSE 'DEFAULT' END)
              || COALESCE(format('ALTER TABLE %s CLUSTER ON %I', item.name, item.clustered), format('ALTER TABLE %s SET WITHOUT CLUSTER', item.name));
          END IF;
        END LOOP;

        """;

    // The sequence dies with the identity; it comes back under its name, and goes on where it was.
    private static string CaptureIdentity(KeepDefinition keep) => $"""
        FOR item IN SELECT a.*, s.*, c.relname AS sequence, n.nspname AS schema, pg_catalog.format_type(s.seqtypid, NULL) AS type
          FROM pg_catalog.pg_attribute a
          JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.classid = 'pg_class'::regclass AND d.deptype = 'i'
          JOIN pg_catalog.pg_sequence s ON s.seqrelid = d.objid JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE a.attrelid = to_regclass({Literal(Name(keep.Object))}) AND a.attname = {Literal(keep.Part)} AND a.attidentity <> ''
        LOOP
          commands := commands || format('ALTER TABLE %s ALTER COLUMN %I DROP IDENTITY IF EXISTS', item.attrelid::regclass, item.attname)
            || format('ALTER TABLE %s ALTER COLUMN %I ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %I.%I INCREMENT %s MINVALUE %s MAXVALUE %s START %s CACHE %s %s)',
              item.attrelid::regclass, item.attname, CASE item.attidentity WHEN 'a' THEN 'ALWAYS' ELSE 'BY DEFAULT' END, item.schema, item.sequence,
              item.seqincrement, item.seqmin, item.seqmax, item.seqstart, item.seqcache, CASE WHEN item.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END);
          EXECUTE format('SELECT $1 || format(''SELECT pg_catalog.setval(%%L, %%s, %%L)'', %L, last_value, is_called) FROM %I.%I', format('%I.%I', item.schema, item.sequence), item.schema, item.sequence)
            INTO commands USING commands;
        END LOOP;

        """;
}
