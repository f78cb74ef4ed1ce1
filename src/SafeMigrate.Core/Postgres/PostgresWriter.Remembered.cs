using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    /// <summary>The error code of <see cref="RequireAsRemembered"/>.</summary>
    public const string NotAsRemembered = "SM002";

    private static string RememberColumnStatement(RememberColumn remember) => Do($"""
        -- Writes down what hangs on {OneLine(remember.Table, remember.Column)}: contract will look whether anything came since.
        DECLARE
        {Watched(remember.Table, remember.Column)}BEGIN
        {Seen}  EXECUTE format('COMMENT ON FUNCTION {InFormat(Function(remember.Sync))}() IS %L', jsonb_build_object('column', properties, 'objects', objects,
            'comment', col_description(relation, number), 'privileges', (SELECT coalesce(jsonb_agg(acl), '[]') FROM pg_attribute a, aclexplode(a.attacl) AS acl WHERE a.attrelid = relation AND a.attnum = number)));
        END
        """);

    // An index, a constraint or a computed column that the plan does not know would stay with the column that goes. Who was renamed, or built again, is the same still.
    private static string RequireAsRememberedStatement(RequireAsRemembered require) => Do($"""
        -- Fails where something hangs on {OneLine(require.Table, require.Column)} that would be lost with it.
        DECLARE
        {Watched(require.Table, require.Column)}  was jsonb := {RememberedOf(require.Sync)};
          known text[] := {Texts(require.Known)};
          changes text;
        BEGIN
          IF was IS NULL THEN
            RETURN;
          END IF;
        {Seen}  WITH before AS (SELECT * FROM jsonb_to_recordset(was -> 'objects') AS item(oid oid, what text, name text, definition text)),
            after AS (SELECT * FROM jsonb_to_recordset(objects) AS item(oid oid, what text, name text, definition text))
          SELECT string_agg(change, '; ' ORDER BY change) INTO changes FROM (
            SELECT what || ' is new' AS change FROM after WHERE name <> ALL (known{If(require.Dropped.Count > 0, $" || {Texts(require.Dropped)}")})
              AND NOT EXISTS (SELECT FROM before WHERE before.oid = after.oid OR before.what = after.what AND before.definition = after.definition)
            UNION ALL SELECT what || ' is not there any more as it was: ' || definition FROM before WHERE name = ANY (known)
              AND NOT EXISTS (SELECT FROM after WHERE before.oid = after.oid OR before.what = after.what AND before.definition = after.definition)
            UNION ALL SELECT format('its %s was %s and is %s', key, value, properties ->> key) FROM jsonb_each_text(was -> 'column')
              WHERE value <> properties ->> key AND key <> ALL ({Texts(require.Changeable)})) AS changes;
          IF changes IS NOT NULL THEN
            RAISE EXCEPTION USING ERRCODE = '{NotAsRemembered}', MESSAGE = {Literal($"{require.Table}.{require.Column} is no longer what the plan was made for: ")} || changes || {Literal(". It would stay behind: undo it now, and do it again afterwards")};
          END IF;
        END
        """);

    private static string CarryPrivilegesStatement(CarryPrivileges carry)
    {
        var was = "SELECT grantee, privilege_type, is_grantable FROM jsonb_to_recordset(was -> 'privileges') AS acl(grantee oid, privilege_type text, is_grantable boolean)"
            + " WHERE grantee = 0 OR EXISTS (SELECT FROM pg_catalog.pg_roles WHERE oid = grantee)";
        return Do($"""
            -- Carries over who was given or lost privileges on {OneLine(carry.Table, carry.From)} meanwhile, and its comment.
            DECLARE
            {Attribute(carry.Table, carry.From)}  was jsonb := {RememberedOf(carry.Sync)};
              item record;
            BEGIN
              IF was IS NULL THEN
                RETURN;
              END IF;
            {Privileges(carry.Table, carry.To, was, Acl("(SELECT attacl FROM pg_catalog.pg_attribute WHERE attrelid = relation AND attnum = number)"))}  IF pg_catalog.col_description(relation, number) IS DISTINCT FROM was ->> 'comment' THEN
                EXECUTE format('COMMENT ON COLUMN {InFormat(Name(carry.Table))}.{InFormat(Quote(carry.To))} IS %L', pg_catalog.col_description(relation, number));
              END IF;
            END
            """);
    }

    private static string OneLine(QualifiedName table, string column) => $"{table}.{column}".Replace('\n', ' ').Replace('\r', ' ');

    private static string RememberedOf(string sync) => $"pg_catalog.obj_description(pg_catalog.to_regproc({Literal(Function(sync))}), 'pg_proc')::jsonb";

    private static string Texts(IEnumerable<string> texts) => $"ARRAY[{string.Join(", ", texts.Select(Literal))}]::text[]";

    private static string Attribute(QualifiedName table, string column) => $"""
          relation regclass := {Literal(Name(table))}::regclass;
          number smallint := (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid = {Literal(Name(table))}::regclass AND attname = {Literal(column)});

        """;

    private static string Watched(QualifiedName table, string column) => Attribute(table, column) + """
          path text := current_setting('search_path');
          properties jsonb;
          objects jsonb;

        """;

    // With nothing in the search path the server prints definitions the same whoever asks.
    private const string Seen = """
          PERFORM set_config('search_path', 'pg_catalog', true);
          SELECT jsonb_build_object('type', format_type(a.atttypid, a.atttypmod), 'NOT NULL', a.attnotnull, 'default', coalesce(pg_get_expr(v.adbin, v.adrelid), 'none'),
            'statistics target', coalesce(a.attstattarget, -1), 'options', coalesce(a.attoptions::text, 'none'), 'storage', a.attstorage::text || a.attcompression::text) INTO properties
          FROM pg_attribute a LEFT JOIN pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum WHERE a.attrelid = relation AND a.attnum = number;
          SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('oid', objid, 'what', regexp_replace(replace(what.type || ' ' || what.identity, 'default value for', 'computed column'), '^rule "_RETURN" on', 'materialized view'), 'name', place.object_names[cardinality(place.object_names)],
            'definition', coalesce(CASE classid WHEN 'pg_class'::regclass THEN pg_get_indexdef(objid) WHEN 'pg_constraint'::regclass THEN regexp_replace(pg_get_constraintdef(objid), ' NOT VALID$', '') END, ''))), '[]') INTO objects
          FROM pg_depend, pg_identify_object(classid, objid, objsubid) AS what, pg_identify_object_as_address(classid, objid, objsubid) AS place
          WHERE refclassid = 'pg_class'::regclass AND refobjid = relation AND refobjsubid = number AND deptype IN ('n', 'a') AND (classid = 'pg_class'::regclass
            OR classid = 'pg_constraint'::regclass AND EXISTS (SELECT FROM pg_constraint c WHERE c.oid = objid AND c.contype <> 'n')
            OR classid = 'pg_attrdef'::regclass AND EXISTS (SELECT FROM pg_attrdef v WHERE v.oid = objid AND (v.adrelid, v.adnum) <> (relation, number))
            OR classid = 'pg_rewrite'::regclass AND EXISTS (SELECT FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class WHERE r.oid = objid AND c.relkind <> 'v'));
          PERFORM set_config('search_path', path, true);

        """;
}
