namespace SafeMigrate.Runner.Catalog;

/// <summary>The questions to the catalog, each about all tables at once.</summary>
internal static class CatalogQueries
{
    private const string UserSchemas = "nspname NOT IN ('information_schema', 'safemigrate') AND nspname !~ '^pg_'";

    // Of foreign tables those count that hold a part of the rows of another table.
    private const string UserTables = $"(relkind IN ('r', 'p', 'm') OR relkind = 'f' AND relispartition) AND relpersistence <> 't' AND {UserSchemas}";

    private const string Relations = $"""
        relations AS MATERIALIZED (
            SELECT pg_class.oid FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE {UserTables})
        """;

    // Statistics that were never reset began with the cluster, whose identifier begins with that moment (BootStrapXLOG in xlog.c). A standby counts no writes.
    private const string Since = """
        coalesce(
            (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()),
            (SELECT to_timestamp((system_identifier >> 32) & 4294967295) FROM pg_control_system()))
        """;

    /// <summary>Since when writes are counted.</summary>
    public const string StatisticsSince = $"SELECT date_trunc('second', {Since}) AT TIME ZONE 'UTC' WHERE NOT pg_is_in_recovery()";

    /// <summary>A table that was never analysed has no estimate, but the statistics may have counted its rows.</summary>
    public const string Tables = $"""
        SELECT pg_class.oid, nspname AS schema, relname AS name, relpersistence, relrowsecurity, relkind = 'f' AS is_foreign,
            CASE WHEN reltuples >= 0 AND relkind <> 'p' THEN reltuples::bigint
                WHEN n_live_tup > 0 OR (relkind = 'r' AND pg_relation_size(pg_class.oid) = 0) THEN n_live_tup END AS rows,
            CASE WHEN relkind NOT IN ('p', 'f') THEN pg_table_size(pg_class.oid) END AS bytes,
            CASE WHEN relkind NOT IN ('p', 'f') THEN pg_indexes_size(pg_class.oid) END AS index_bytes,
            CASE WHEN relkind = 'r' AND NOT pg_is_in_recovery() THEN
                round(((n_tup_ins + n_tup_upd + n_tup_del) / greatest(1, extract(epoch FROM now() - since)))::numeric, 1)::float8 END AS writes,
            CASE WHEN relkind = 'm' THEN rtrim(pg_get_viewdef(pg_class.oid), ';') END AS query,
            CASE WHEN relkind = 'p' THEN pg_get_partkeydef(pg_class.oid) END AS partition_key,
            parent.name AS parent, parent.schema AS parent_schema, pg_get_expr(relpartbound, pg_class.oid) AS bound,
            inherited.names AS inherited, inherited.schemas AS inherited_schemas
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        CROSS JOIN (SELECT {Since} AS since) AS statistics
        LEFT JOIN (SELECT relid, n_live_tup, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables) AS counts ON relid = pg_class.oid
        LEFT JOIN LATERAL (
            SELECT other.relname AS name, space.nspname AS schema FROM pg_inherits
            JOIN pg_class AS other ON other.oid = inhparent JOIN pg_namespace AS space ON space.oid = other.relnamespace
            WHERE inhrelid = pg_class.oid AND pg_class.relispartition) AS parent ON true
        LEFT JOIN LATERAL (
            SELECT array_agg(other.relname::text ORDER BY inhseqno) AS names, array_agg(space.nspname::text ORDER BY inhseqno) AS schemas FROM pg_inherits
            JOIN pg_class AS other ON other.oid = inhparent JOIN pg_namespace AS space ON space.oid = other.relnamespace
            WHERE inhrelid = pg_class.oid AND NOT pg_class.relispartition) AS inherited ON true
        WHERE {UserTables} ORDER BY nspname COLLATE "C", pg_class.relname COLLATE "C"
        """;

    /// <summary>The views, without those of extensions.</summary>
    public const string Views = $"""
        SELECT nspname AS schema, relname AS name, rtrim(pg_get_viewdef(pg_class.oid), ';') AS query
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relkind = 'v' AND relpersistence <> 't' AND {UserSchemas}
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
        ORDER BY nspname COLLATE "C", relname COLLATE "C"
        """;

    /// <summary>The domains.</summary>
    public const string Domains = $"""
        SELECT pg_type.oid, nspname AS schema, typname AS name, format_type(typbasetype, typtypmod) AS type, typnotnull
        FROM pg_type JOIN pg_namespace ON pg_namespace.oid = typnamespace WHERE typtype = 'd' AND {UserSchemas}
        ORDER BY nspname COLLATE "C", typname COLLATE "C"
        """;

    /// <summary>The constraints of domains.</summary>
    public const string DomainChecks = """
        SELECT contypid AS relation, conname AS name, pg_get_constraintdef(oid) AS definition, convalidated AS valid, false AS inherited, ARRAY[]::text[] AS columns
        FROM pg_constraint WHERE contypid <> 0 AND contype = 'c' ORDER BY contypid, conname COLLATE "C"
        """;

    /// <summary>From version 18 on a NOT NULL can be there for new rows only.</summary>
    public static string Columns(int version) => $"""
        WITH {Relations}
        SELECT attrelid, attname, format_type(atttypid, atttypmod) AS type, attgenerated, attidentity,
            attnotnull {(version >= 18 ? "AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = attrelid AND contype = 'n' AND conkey = ARRAY[attnum] AND NOT convalidated)" : "")} AS not_null,
            pg_get_expr(adbin, adrelid) AS value, col_description(attrelid, attnum) AS comment,
            collname AS collation, CASE WHEN collnamespace <> 'pg_catalog'::regnamespace THEN collnamespace::regnamespace::text END AS collation_schema
        FROM pg_attribute JOIN relations ON relations.oid = attrelid JOIN pg_type ON pg_type.oid = atttypid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        LEFT JOIN pg_collation ON pg_collation.oid = attcollation AND attcollation <> typcollation
        WHERE attnum > 0 AND NOT attisdropped ORDER BY attrelid, attnum
        """;

    /// <summary>NOT NULL stands with the column. What the server's definition leaves out is added: storage parameters and tablespace of the index.</summary>
    public const string Constraints = $"""
        WITH {Relations}
        SELECT conrelid AS relation, conname AS name, CASE WHEN contype NOT IN ('p', 'u') THEN pg_get_constraintdef(pg_constraint.oid) ELSE regexp_replace(
                pg_get_constraintdef(pg_constraint.oid),
                '( DEFERRABLE.*)?$',
                (SELECT COALESCE(' WITH (' || array_to_string(reloptions, ', ') || ')', '') || COALESCE(' USING INDEX TABLESPACE ' || quote_ident(spcname), '')
                    FROM pg_class LEFT JOIN pg_tablespace ON pg_tablespace.oid = reltablespace WHERE pg_class.oid = conindid) || '\1') END AS definition, convalidated AS valid, coninhcount > 0 AS inherited,
            (SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)) AS columns
        FROM pg_constraint JOIN relations ON relations.oid = conrelid WHERE contype IN ('c', 'p', 'u', 'f', 'x')
            AND NOT EXISTS (SELECT FROM pg_constraint AS whole WHERE whole.oid = pg_constraint.conparentid AND whole.conrelid = pg_constraint.conrelid) ORDER BY conrelid, conname COLLATE "C"
        """;

    /// <summary>Without those that belong to a constraint.</summary>
    public const string Indexes = $"""
        WITH {Relations}
        SELECT indrelid AS relation, relname AS name, pg_get_indexdef(indexrelid) AS definition, indisvalid AS valid, relispartition AS inherited,
            (SELECT array_agg(DISTINCT attname::text) FROM pg_attribute JOIN pg_depend ON refobjid = attrelid AND refobjsubid = attnum
                WHERE attrelid = indrelid AND classid = 'pg_class'::regclass AND objid = indexrelid) AS columns
        FROM pg_index JOIN relations ON relations.oid = indrelid JOIN pg_class ON pg_class.oid = indexrelid
        WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid AND contype IN ('p', 'u', 'x'))
        ORDER BY indrelid, relname COLLATE "C"
        """;

    /// <summary>Functions with text bodies, in the schemas of users.</summary>
    public const string Routines = """
        SELECT pg_proc.oid::regprocedure::text AS name, prosrc AS body FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
        JOIN pg_language ON pg_language.oid = prolang
        WHERE nspname NOT IN ('information_schema', 'safemigrate') AND nspname !~ '^pg_' AND lanname NOT IN ('c', 'internal') AND prosrc <> ''
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
        ORDER BY pg_proc.oid::regprocedure::text COLLATE "C"
        """;

    /// <summary>
    /// What would be left behind, or would stand in the way, when a column goes. Our own triggers are here too: a column of a change that
    /// is still open must not be changed again. A generated column depends by itself up to version 14, by its expression from 15 on.
    /// </summary>
    public const string Dependents = $"""
        WITH {Relations}, uses AS MATERIALIZED (
            SELECT DISTINCT refobjid AS relation, refobjsubid AS attnum, classid, objid FROM pg_depend JOIN relations ON relations.oid = refobjid
            WHERE refclassid = 'pg_class'::regclass AND deptype IN ('n', 'a')),
        dependents AS (
            SELECT relation, attnum, CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'rule' END AS kind,
                CASE WHEN relkind IN ('v', 'm') THEN relname ELSE rulename END AS name
            FROM uses JOIN pg_rewrite ON pg_rewrite.oid = objid JOIN pg_class ON pg_class.oid = ev_class
            WHERE classid = 'pg_rewrite'::regclass AND (relkind IN ('v', 'm') OR attnum > 0)
            UNION
            SELECT relation, attnum, 'policy', polname FROM uses JOIN pg_policy ON pg_policy.oid = objid
            WHERE classid = 'pg_policy'::regclass AND attnum > 0
            UNION
            SELECT relation, uses.attnum, 'generated column', pg_attribute.attname FROM uses JOIN pg_attrdef ON pg_attrdef.oid = objid
            JOIN pg_attribute ON attrelid = adrelid AND pg_attribute.attnum = adnum
            WHERE classid = 'pg_attrdef'::regclass AND uses.attnum > 0 AND adnum <> uses.attnum AND attgenerated <> ''
            UNION
            SELECT refobjid, refobjsubid, 'generated column', attname FROM pg_depend JOIN relations ON relations.oid = refobjid
            JOIN pg_attribute ON attrelid = objid AND attnum = objsubid AND attgenerated <> ''
            WHERE refclassid = 'pg_class'::regclass AND classid = 'pg_class'::regclass AND objid = refobjid AND refobjsubid > 0
            UNION
            SELECT relation, attnum, CASE WHEN pronamespace = to_regnamespace('safemigrate') THEN 'trigger of a change that is still open, which contract ends,' ELSE 'trigger' END, tgname
            FROM uses JOIN pg_trigger ON pg_trigger.oid = objid JOIN pg_proc ON pg_proc.oid = tgfoid
            WHERE classid = 'pg_trigger'::regclass AND attnum > 0 AND NOT tgisinternal AND tgparentid = 0
            UNION
            SELECT relation, attnum, 'publication', pubname FROM uses JOIN pg_publication_rel ON pg_publication_rel.oid = objid
            JOIN pg_publication ON pg_publication.oid = prpubid WHERE classid = 'pg_publication_rel'::regclass AND attnum > 0
            UNION
            SELECT relation, attnum, 'statistics', stxname FROM uses JOIN pg_statistic_ext ON pg_statistic_ext.oid = objid
            WHERE classid = 'pg_statistic_ext'::regclass AND attnum > 0
            UNION
            SELECT relation, attnum, 'function', proname FROM uses JOIN pg_proc ON pg_proc.oid = objid WHERE classid = 'pg_proc'::regclass
            UNION
            SELECT attrelid, attnum, 'grant', acl.grantee::regrole::text FROM pg_attribute JOIN relations ON relations.oid = attrelid, aclexplode(attacl) AS acl
            WHERE attnum > 0 AND NOT attisdropped
            UNION
            SELECT attrelid, attnum, 'statistics target', attstattarget::text FROM pg_attribute JOIN relations ON relations.oid = attrelid
            WHERE attnum > 0 AND NOT attisdropped AND attstattarget >= 0
            UNION
            SELECT attrelid, attnum, 'options', array_to_string(attoptions, ', ') FROM pg_attribute JOIN relations ON relations.oid = attrelid
            WHERE attnum > 0 AND NOT attisdropped AND attoptions IS NOT NULL
            UNION
            SELECT attrelid, attnum, 'storage', attname FROM pg_attribute JOIN relations ON relations.oid = attrelid JOIN pg_type ON pg_type.oid = atttypid
            WHERE attnum > 0 AND NOT attisdropped AND (attstorage <> typstorage OR attcompression <> '')
            UNION
            SELECT indrelid, key, CASE WHEN indisreplident THEN 'replica identity' ELSE 'cluster order' END, relname
            FROM pg_index JOIN relations ON relations.oid = indrelid JOIN pg_class ON pg_class.oid = indexrelid, unnest(indkey::smallint[]) AS key
            WHERE key > 0 AND (indisreplident OR indisclustered)
            UNION
            SELECT indrelid, 0, 'comment', relname FROM pg_index JOIN relations ON relations.oid = indrelid JOIN pg_class ON pg_class.oid = indexrelid
            WHERE obj_description(indexrelid, 'pg_class') IS NOT NULL
            UNION
            SELECT conrelid, 0, 'comment', conname FROM pg_constraint JOIN relations ON relations.oid = conrelid WHERE obj_description(pg_constraint.oid, 'pg_constraint') IS NOT NULL
            UNION
            SELECT confrelid, unnest(confkey), 'foreign key of ' || relname, conname FROM pg_constraint
            JOIN relations ON relations.oid = confrelid JOIN pg_class ON pg_class.oid = conrelid WHERE contype = 'f' AND conrelid <> confrelid
                AND NOT EXISTS (SELECT FROM pg_constraint AS whole WHERE whole.oid = pg_constraint.conparentid AND whole.conrelid = pg_constraint.conrelid))
        SELECT relation, kind, name, pg_attribute.attname FROM dependents
        LEFT JOIN pg_attribute ON attrelid = relation AND pg_attribute.attnum = dependents.attnum AND dependents.attnum > 0
        ORDER BY relation, kind COLLATE "C", name COLLATE "C", pg_attribute.attname COLLATE "C"
        """;
}
