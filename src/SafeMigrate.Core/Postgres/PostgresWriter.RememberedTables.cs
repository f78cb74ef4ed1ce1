using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    private static string RememberTableStatement(RememberTable remember) => Do($"""
        -- Writes down what {OneLine(remember.Table)} is and what hangs on it: contract will look whether anything came since.
        DECLARE
        {WatchedTable(remember.Table)}BEGIN
        {SeenTable}  EXECUTE format('COMMENT ON FUNCTION {InFormat(Function(remember.Sync))}() IS %L', jsonb_build_object('table', properties, 'objects', objects,
            'comment', obj_description(relation, 'pg_class'), 'privileges', (SELECT coalesce(jsonb_agg(acl), '[]') FROM pg_class c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) AS acl WHERE c.oid = relation)));
        END
        """);

    // What is not there any more is no loss, for the table that stays has what its migration says; a column that is gone is one.
    private static string RequireTableAsRememberedStatement(RequireAsRemembered require) => Do($"""
        -- Fails where {OneLine(require.Table)} has anything that would be lost with it.
        DECLARE
        {WatchedTable(require.Table)}  was jsonb := {RememberedOf(require.Sync)};
          known text[] := {Texts(require.Known)};
          changes text;
        BEGIN
          IF was IS NULL THEN
            RETURN;
          END IF;
        {SeenTable}  WITH before AS (SELECT * FROM jsonb_to_recordset(was -> 'objects') AS item(what text, name text, definition text)),
            after AS (SELECT * FROM jsonb_to_recordset(objects) AS item(what text, name text, definition text))
          SELECT string_agg(change, '; ' ORDER BY change) INTO changes FROM (
            SELECT what || CASE WHEN EXISTS (SELECT FROM before WHERE before.what = after.what) THEN ' is not as it was' ELSE ' is new' END AS change FROM after
              WHERE name <> ALL (known) AND NOT EXISTS (SELECT FROM before WHERE before.what = after.what AND before.definition = after.definition)
            UNION ALL SELECT what || ' is not there any more' FROM before WHERE what LIKE 'column %' AND NOT EXISTS (SELECT FROM after WHERE before.what = after.what)
            UNION ALL SELECT format('its %s was %s and is %s', key, value, properties ->> key) FROM jsonb_each_text(was -> 'table') WHERE value <> properties ->> key) AS changes;
          IF changes IS NOT NULL THEN
            RAISE EXCEPTION USING ERRCODE = '{NotAsRemembered}', MESSAGE = {Literal($"{require.Table} is no longer what the plan was made for: ")} || changes || {Literal(". It would stay behind with the table that goes: undo it now, and do it again afterwards")};
          END IF;
        END
        """);

    private static string CarryTablePrivilegesStatement(CarryTablePrivileges carry)
    {
        const string Was = "SELECT grantee, privilege_type, is_grantable FROM jsonb_to_recordset(was -> 'privileges') AS acl(grantee oid, privilege_type text, is_grantable boolean)"
            + " WHERE grantee = 0 OR EXISTS (SELECT FROM pg_catalog.pg_roles WHERE oid = grantee)";
        const string Grantee = "CASE item.grantee WHEN 0 THEN 'PUBLIC' ELSE item.grantee::regrole::text END";
        var becomes = Acl("(SELECT coalesce(relacl, pg_catalog.acldefault('r', relowner)) FROM pg_catalog.pg_class WHERE oid = relation)");
        var to = InFormat(Name(carry.To));
        return Do($"""
            -- Carries over who was given or lost privileges on {OneLine(carry.Table)} meanwhile, and its comment.
            DECLARE
              relation regclass := {Literal(Name(carry.Table))}::regclass;
              was jsonb := {RememberedOf(carry.Sync)};
              item record;
            BEGIN
              IF was IS NULL THEN
                RETURN;
              END IF;
              FOR item IN {Was} EXCEPT {becomes} LOOP
                EXECUTE format('REVOKE %s ON {to} FROM %s', item.privilege_type, {Grantee});
              END LOOP;
              FOR item IN {becomes} EXCEPT {Was} LOOP
                EXECUTE format('GRANT %s ON {to} TO %s%s', item.privilege_type, {Grantee}, CASE WHEN item.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
              END LOOP;
              IF pg_catalog.obj_description(relation, 'pg_class') IS DISTINCT FROM was ->> 'comment' THEN
                EXECUTE format('COMMENT ON TABLE {to} IS %L', pg_catalog.obj_description(relation, 'pg_class'));
              END IF;
            END
            """);
    }

    private static string OneLine(QualifiedName table) => table.ToString().Replace('\n', ' ').Replace('\r', ' ');

    private static string WatchedTable(QualifiedName table) => $"""
          relation regclass := {Literal(Name(table))}::regclass;
          path text := current_setting('search_path');
          properties jsonb;
          objects jsonb;

        """;

    // Our own triggers and functions come and go with the plan. A view follows the table by its number, out of sight.
    private const string SeenTable = $"""
          PERFORM set_config('search_path', 'pg_catalog', true);
          SELECT jsonb_build_object('owner', relowner::regrole, 'row level security', relrowsecurity::text || relforcerowsecurity::text, 'storage parameters', coalesce(reloptions::text, 'none'),
            'replica identity', relreplident, 'persistence', relpersistence) INTO properties FROM pg_class WHERE oid = relation;
          SELECT coalesce(jsonb_agg(DISTINCT object), '[]') INTO objects FROM (
            SELECT jsonb_build_object('what', 'column ' || quote_ident(a.attname), 'name', a.attname,
              'definition', concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(v.adbin, v.adrelid), a.attgenerated, a.attidentity, a.attcollation::regcollation)) AS object
            FROM pg_attribute a LEFT JOIN pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum WHERE a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
            UNION ALL SELECT jsonb_build_object('what', format('privilege %s on column %I for %s', acl.privilege_type, a.attname, CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE acl.grantee::regrole::text END), 'name', '', 'definition', '')
            FROM pg_attribute a, aclexplode(a.attacl) AS acl WHERE a.attrelid = relation AND NOT a.attisdropped
            UNION ALL SELECT jsonb_build_object('what', regexp_replace(what.type || ' ' || what.identity, '^rule "_RETURN" on', 'view'),
              'name', CASE WHEN classid = 'pg_rewrite'::regclass AND place.object_names[cardinality(place.object_names)] = '_RETURN' THEN place.object_names[cardinality(place.object_names) - 1] ELSE place.object_names[cardinality(place.object_names)] END,
              'definition', coalesce(CASE classid WHEN 'pg_class'::regclass THEN pg_get_indexdef(objid) WHEN 'pg_constraint'::regclass THEN regexp_replace(pg_get_constraintdef(objid), ' NOT VALID$', '')
                WHEN 'pg_trigger'::regclass THEN pg_get_triggerdef(objid) || (SELECT tgenabled::text FROM pg_trigger WHERE oid = objid)
                WHEN 'pg_policy'::regclass THEN (SELECT concat_ws(' ', polcmd, polpermissive, polroles, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) FROM pg_policy WHERE oid = objid) END, ''))
            FROM pg_depend, pg_identify_object(classid, objid, objsubid) AS what, pg_identify_object_as_address(classid, objid, objsubid) AS place
            WHERE refclassid = 'pg_class'::regclass AND refobjid = relation AND deptype IN ('n', 'a') AND NOT (classid = 'pg_class'::regclass AND (objid = relation
                OR EXISTS (SELECT FROM pg_class c WHERE c.oid = objid AND (c.relkind = 'S' OR c.relispartition))))
              AND classid NOT IN ('pg_attrdef'::regclass, 'pg_type'::regclass, 'pg_proc'::regclass)
              AND NOT (classid = 'pg_constraint'::regclass AND EXISTS (SELECT FROM pg_constraint c WHERE c.oid = objid AND c.contype = 'n'))
              AND NOT (classid = 'pg_trigger'::regclass AND EXISTS (SELECT FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.oid = objid AND (t.tgisinternal OR p.pronamespace = '{OwnSchema}'::regnamespace)))) AS all_objects;
          PERFORM set_config('search_path', path, true);

        """;
}
