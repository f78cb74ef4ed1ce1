using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    private static string CopyPropertiesStatement(CopyProperties copy)
    {
        var (table, to) = (InFormat(Name(copy.Table)), InFormat(Quote(copy.To)));
        string Column(string name) => $"(SELECT a FROM pg_catalog.pg_attribute a WHERE a.attrelid = {Literal(Name(copy.Table))}::regclass AND a.attname = {Literal(name)})";
        return Do($"""
            -- Gives {OneLine(copy.Table, copy.To)} the privileges and settings of {OneLine(copy.Table, copy.From)}, and no others.
            DECLARE
              source pg_catalog.pg_attribute := {Column(copy.From)};
              target pg_catalog.pg_attribute := {Column(copy.To)};
              item record;
            BEGIN
            {Privileges(copy.Table, copy.To, Acl("target.attacl"), Acl("source.attacl"))}  IF target.attstattarget IS DISTINCT FROM source.attstattarget THEN
                EXECUTE format('ALTER TABLE {table} ALTER COLUMN {to} SET STATISTICS %s', coalesce(source.attstattarget, -1));
              END IF;
              IF target.attoptions IS NOT NULL AND target.attoptions IS DISTINCT FROM source.attoptions THEN
                EXECUTE format('ALTER TABLE {table} ALTER COLUMN {to} RESET (%s)', (SELECT string_agg(split_part(option, '=', 1), ', ') FROM unnest(target.attoptions) AS option));
              END IF;
              IF source.attoptions IS DISTINCT FROM target.attoptions AND source.attoptions IS NOT NULL THEN
                EXECUTE format('ALTER TABLE {table} ALTER COLUMN {to} SET (%s)', array_to_string(source.attoptions, ', '));
              END IF;
            {If(copy.Comment, $"""
              EXECUTE format('COMMENT ON COLUMN {table}.{to} IS %L', pg_catalog.col_description(source.attrelid, source.attnum));

            """)}{If(copy.SameType, $"""
              IF source.attstorage <> target.attstorage THEN
                EXECUTE format('ALTER TABLE {table} ALTER COLUMN {to} SET STORAGE %s',
                  CASE source.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END);
              END IF;
              IF source.attcompression <> target.attcompression THEN
                EXECUTE format('ALTER TABLE {table} ALTER COLUMN {to} SET COMPRESSION %s', CASE source.attcompression WHEN 'l' THEN 'lz4' WHEN 'p' THEN 'pglz' ELSE 'default' END);
              END IF;

            """)}END
            """);
    }

    private static string Acl(string acl) => $"SELECT grantee, privilege_type, is_grantable FROM pg_catalog.aclexplode({acl})";

    // Who granted is not asked: what another than the owner granted is the owner's grant from here on.
    private static string Privileges(QualifiedName table, string column, string was, string becomes)
    {
        var (name, to) = (InFormat(Name(table)), InFormat(Quote(column)));
        const string Grantee = "CASE item.grantee WHEN 0 THEN 'PUBLIC' ELSE item.grantee::regrole::text END";
        return $"""
              FOR item IN {was} EXCEPT {becomes} LOOP
                EXECUTE format('REVOKE %s ({to}) ON {name} FROM %s', item.privilege_type, {Grantee});
              END LOOP;
              FOR item IN {becomes} EXCEPT {was} LOOP
                EXECUTE format('GRANT %s ({to}) ON {name} TO %s%s', item.privilege_type, {Grantee}, CASE WHEN item.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
              END LOOP;

            """;
    }

    // The server cannot rename a constraint that a partition has under another name: then the new column's keeps the name that it got.
    private static string SwapNotNullNamesStatement(SwapNotNullNames swap)
    {
        var table = Name(swap.Table);
        string NameOf(string column) => $"(SELECT conname FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND c.conkey = ARRAY[a.attnum] "
            + $"WHERE c.conrelid = {Literal(table)}::regclass AND c.contype = 'n' AND a.attname = {Literal(column)})";
        string IsSame(string name, string column) => $"NOT EXISTS (SELECT FROM pg_catalog.pg_partition_tree({Literal(table)}) AS part JOIN pg_catalog.pg_attribute a ON a.attrelid = part.relid "
            + $"JOIN pg_catalog.pg_constraint c ON c.conrelid = a.attrelid AND c.conkey = ARRAY[a.attnum] AND c.contype = 'n' WHERE a.attname = {Literal(column)} AND c.conname <> {name})";
        string Rename(string from, string to) => $"EXECUTE format('ALTER TABLE {InFormat(table)} RENAME CONSTRAINT %I TO %I', {from}, {to});";
        return Do($"""
            DECLARE
              was name := {NameOf(swap.From)};
              becomes name := {NameOf(swap.To)};
            BEGIN
              IF was IS NOT NULL AND becomes IS NOT NULL
                AND {IsSame("was", swap.From)}
                AND {IsSame("becomes", swap.To)}
              THEN
                {Rename("was", "'safemigrate_not_null'")}
                {Rename("becomes", "was")}
                {Rename("'safemigrate_not_null'", "becomes")}
              END IF;
            END
            """);
    }

    // A partition that was attached after the plan was made has no step of its own.
    private static string RequireWholeIndexStatement(RequireWholeIndex require) => Do($"""
        DECLARE
          whole regclass := {Literal(Name(require.Index))}::regclass;
          lacking text;
        BEGIN
          IF NOT (SELECT indisvalid FROM pg_catalog.pg_index WHERE indexrelid = whole) THEN
            SELECT string_agg(part.inhrelid::regclass::text, ', ') INTO lacking FROM pg_catalog.pg_index i JOIN pg_catalog.pg_inherits part ON part.inhparent = i.indrelid
            WHERE i.indexrelid = whole AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits a JOIN pg_catalog.pg_index own ON own.indexrelid = a.inhrelid
              WHERE a.inhparent = whole AND own.indrelid = part.inhrelid AND own.indisvalid);
            RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('index %s is not whole, for %s have no valid index that belongs to it: CREATE INDEX CONCURRENTLY on each as in "%s", then ALTER INDEX %s ATTACH PARTITION each',
              whole, coalesce(lacking, 'some of its partitions'), pg_catalog.pg_get_indexdef(whole), whole);
          END IF;
        END
        """);

    private static string CopyCommentStatement(CopyComment copy)
    {
        var (from, to) = copy.IsIndex
            ? ($"{Literal(Name(copy.Table with { Name = copy.From }))}::regclass, 'pg_class'", $"INDEX {Name(copy.Table with { Name = copy.To })}")
            : ($"(SELECT oid FROM pg_catalog.pg_constraint WHERE conrelid = {Literal(Name(copy.Table))}::regclass AND conname = {Literal(copy.From)}), 'pg_constraint'",
                $"CONSTRAINT {Quote(copy.To)} ON {Name(copy.Table)}");
        return Do($"""
            DECLARE
              comment text := pg_catalog.obj_description({from});
            BEGIN
              IF comment IS NOT NULL THEN
                EXECUTE format('COMMENT ON {InFormat(to)} IS %L', comment);
              END IF;
            END
            """);
    }

    // While the column has a name that nothing else has, what the server prints of its dependents shows each place that uses it.
    private const string UniqueColumn = "safemigrate_moved_column_v7k2q";

    private static string MoveDependentsStatement(MoveDependents move)
    {
        var (table, to) = (Name(move.Table), Quote(move.To));
        var body = $"""
              EXECUTE {Literal($"ALTER TABLE {table} RENAME COLUMN {Quote(move.From)} TO {UniqueColumn}")};
            {If(move.Retyped, RetypedViews)}{If(!move.Retyped, Views)}{Others}
              EXECUTE {Literal($"ALTER TABLE {table} RENAME COLUMN {UniqueColumn} TO {Quote(move.From)}")};
              FOREACH command IN ARRAY drops LOOP
                EXECUTE command;
              END LOOP;
              FOREACH command IN ARRAY creates LOOP
                EXECUTE replace(command, '{UniqueColumn}', {Literal(to)});
              END LOOP;
              SELECT pg_catalog.pg_describe_object(classid, objid, objsubid) INTO command FROM pg_catalog.pg_depend
              WHERE refclassid = 'pg_class'::regclass AND refobjid = relation AND refobjsubid = was AND deptype = 'n'
                AND classid IN ('pg_rewrite'::regclass, 'pg_policy'::regclass, 'pg_proc'::regclass, 'pg_trigger'::regclass, 'pg_statistic_ext'::regclass, 'pg_publication_rel'::regclass)
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
                  WHERE classid = 'pg_trigger'::regclass AND t.oid = objid AND p.pronamespace = to_regnamespace('{OwnSchema}'));
              IF command IS NOT NULL THEN
                RAISE EXCEPTION USING ERRCODE = 'dependent_objects_still_exist', MESSAGE = command || {Literal($" uses column {move.From} of {move.Table} in a way that cannot be moved: drop it before and create it again afterwards")};
              END IF;

            """;
        return Do($"""
            -- Lets views, policies, functions, triggers, statistics and publications use {OneLine(move.Table, move.To)} in the place of {OneLine(move.Table, move.From)}.
            DECLARE
              relation regclass := {Literal(table)}::regclass;
              was smallint := (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid = {Literal(table)}::regclass AND attname = {Literal(move.From)});
              becomes smallint := (SELECT attnum FROM pg_catalog.pg_attribute WHERE attrelid = {Literal(table)}::regclass AND attname = {Literal(move.To)});
              drops text[] := ARRAY[]::text[];
              creates text[] := ARRAY[]::text[];
              command text;
              item record;
              part record;
            BEGIN
            {(move.Rehearsal ? Undone(body) : body + Identity(move))}END
            """);
    }

    // The exception undoes all of it; any other one says what cannot be done, before anything is begun.
    private static string Undone(string body) => $"""
          BEGIN
        {Indent(body)}    RAISE EXCEPTION USING ERRCODE = 'SM001';
          EXCEPTION WHEN SQLSTATE 'SM001' THEN NULL;
          END;

        """;

    private const string Views = """
          FOR item IN SELECT DISTINCT v.oid::regclass AS name, v.relkind, v.reloptions, pg_catalog.pg_get_viewdef(v.oid) AS definition
            FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
            WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = relation AND d.refobjsubid = was AND d.classid = 'pg_rewrite'::regclass AND v.relkind = 'v'
          LOOP
            creates := creates || format('CREATE OR REPLACE VIEW %s%s AS %s', item.name, ' WITH (' || array_to_string(item.reloptions, ', ') || ')', item.definition);
          END LOOP;

        """;

    // A view keeps the types of its columns: it is dropped with the views on it, those first, and all are created again with what they had.
    private const string RetypedViews = """
          FOR item IN
            WITH RECURSIVE users AS (
              SELECT r.ev_class AS view, 1 AS depth FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
              WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = relation AND (was IS NULL OR d.refobjsubid = was) AND d.classid = 'pg_rewrite'::regclass AND r.ev_class <> relation
              UNION
              SELECT r.ev_class, users.depth + 1 FROM users JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = users.view
              JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass AND r.ev_class <> users.view)
            SELECT c.oid, c.oid::regclass AS name, c.relkind, c.reloptions, c.relowner::regrole AS owner, c.relacl,
              pg_catalog.obj_description(c.oid, 'pg_class') AS comment, pg_catalog.pg_get_viewdef(c.oid) AS definition
            FROM (SELECT view, max(depth) AS depth FROM users GROUP BY view) u JOIN pg_catalog.pg_class c ON c.oid = u.view ORDER BY u.depth, c.oid
          LOOP
            IF item.relkind <> 'v' THEN
              RAISE EXCEPTION USING ERRCODE = 'feature_not_supported', MESSAGE = item.name || ' is filled from the column and would have to be filled again under a lock: drop it before and create it again afterwards';
            END IF;
            drops := format('DROP VIEW %s', item.name) || drops;
            creates := creates || format('CREATE VIEW %s%s AS %s', item.name, ' WITH (' || array_to_string(item.reloptions, ', ') || ')', item.definition)
              || format('ALTER VIEW %s OWNER TO %s', item.name, item.owner);
            IF item.comment IS NOT NULL THEN
              creates := creates || format('COMMENT ON VIEW %s IS %L', item.name, item.comment);
            END IF;
            FOR part IN SELECT attname, description FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_description ON objoid = attrelid AND objsubid = attnum
              WHERE attrelid = item.oid AND classoid = 'pg_class'::regclass AND attnum > 0
            LOOP
              creates := creates || format('COMMENT ON COLUMN %s.%I IS %L', item.name, part.attname, part.description);
            END LOOP;
            FOR part IN SELECT acl.*, '' AS list FROM pg_catalog.aclexplode(item.relacl) AS acl
              UNION ALL SELECT acl.*, format(' (%I)', attname) FROM pg_catalog.pg_attribute, pg_catalog.aclexplode(attacl) AS acl WHERE attrelid = item.oid
            LOOP
              creates := creates || format('GRANT %s%s ON %s TO %s%s', part.privilege_type, part.list, item.name,
                CASE part.grantee WHEN 0 THEN 'PUBLIC' ELSE part.grantee::regrole::text END, CASE WHEN part.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
            END LOOP;
            FOR part IN SELECT attname, pg_catalog.pg_get_expr(adbin, adrelid) AS value FROM pg_catalog.pg_attrdef
              JOIN pg_catalog.pg_attribute ON attrelid = adrelid AND attnum = adnum WHERE adrelid = item.oid
            LOOP
              creates := creates || format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', item.name, part.attname, part.value);
            END LOOP;
            FOR part IN SELECT pg_catalog.pg_get_triggerdef(oid) AS definition FROM pg_catalog.pg_trigger WHERE tgrelid = item.oid AND NOT tgisinternal
              UNION ALL SELECT pg_catalog.pg_get_ruledef(oid) FROM pg_catalog.pg_rewrite WHERE ev_class = item.oid AND rulename <> '_RETURN'
            LOOP
              creates := creates || part.definition;
            END LOOP;
          END LOOP;

        """;

    private const string Others = """
          FOR item IN SELECT polname, polrelid::regclass AS name, pg_catalog.pg_get_expr(polqual, polrelid) AS condition, pg_catalog.pg_get_expr(polwithcheck, polrelid) AS demand
            FROM pg_catalog.pg_policy WHERE oid IN (SELECT objid FROM pg_catalog.pg_depend
              WHERE refclassid = 'pg_class'::regclass AND refobjid = relation AND refobjsubid = was AND classid = 'pg_policy'::regclass)
          LOOP
            creates := creates || format('ALTER POLICY %I ON %s%s%s', item.polname, item.name, ' USING (' || item.condition || ')', ' WITH CHECK (' || item.demand || ')');
          END LOOP;
          FOR item IN SELECT pg_catalog.pg_get_functiondef(oid) AS definition FROM pg_catalog.pg_proc WHERE oid IN (SELECT objid FROM pg_catalog.pg_depend
              WHERE refclassid = 'pg_class'::regclass AND refobjid = relation AND refobjsubid = was AND classid = 'pg_proc'::regclass)
          LOOP
            creates := creates || item.definition;
          END LOOP;
          FOR item IN SELECT t.*, pg_catalog.pg_get_triggerdef(t.oid) AS definition, pg_catalog.obj_description(t.oid, 'pg_trigger') AS comment
            FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
            WHERE t.tgparentid = 0 AND NOT t.tgisinternal AND p.pronamespace IS DISTINCT FROM to_regnamespace('safemigrate') AND t.oid IN (SELECT objid FROM pg_catalog.pg_depend
              WHERE refclassid = 'pg_class'::regclass AND refobjid = relation AND refobjsubid = was AND classid = 'pg_trigger'::regclass)
          LOOP
            drops := drops || format('DROP TRIGGER %I ON %s', item.tgname, item.tgrelid::regclass);
            creates := creates || item.definition;
            IF item.comment IS NOT NULL THEN
              creates := creates || format('COMMENT ON TRIGGER %I ON %s IS %L', item.tgname, item.tgrelid::regclass, item.comment);
            END IF;
            IF item.tgenabled <> 'O' THEN
              creates := creates || format('ALTER TABLE %s %s TRIGGER %I', item.tgrelid::regclass,
                CASE item.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, item.tgname);
            END IF;
          END LOOP;
          FOR item IN SELECT s.stxowner::regrole AS owner, s.stxstattarget AS target, format('%I.%I', s.stxnamespace::regnamespace, s.stxname) AS name,
              pg_catalog.pg_get_statisticsobjdef(s.oid) AS definition, pg_catalog.obj_description(s.oid, 'pg_statistic_ext') AS comment
            FROM pg_catalog.pg_statistic_ext s WHERE s.oid IN (SELECT objid FROM pg_catalog.pg_depend
              WHERE refclassid = 'pg_class'::regclass AND refobjid = relation AND refobjsubid = was AND classid = 'pg_statistic_ext'::regclass)
          LOOP
            drops := drops || format('DROP STATISTICS %s', item.name);
            creates := creates || item.definition || format('ALTER STATISTICS %s OWNER TO %s', item.name, item.owner);
            IF item.target >= 0 THEN
              creates := creates || format('ALTER STATISTICS %s SET STATISTICS %s', item.name, item.target);
            END IF;
            IF item.comment IS NOT NULL THEN
              creates := creates || format('COMMENT ON STATISTICS %s IS %L', item.name, item.comment);
            END IF;
          END LOOP;
          IF current_setting('server_version_num')::int >= 150000 THEN
            FOR item IN EXECUTE $list$
              SELECT p.pubname, r.prrelid::regclass AS name, pg_get_expr(r.prqual, r.prrelid) AS condition,
                (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = r.prrelid AND attnum = ANY (r.prattrs)) AS list
              FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid WHERE r.oid IN (SELECT objid FROM pg_depend
                WHERE refclassid = 'pg_class'::regclass AND refobjid = $1 AND refobjsubid = $2 AND classid = 'pg_publication_rel'::regclass) $list$ USING relation, was
            LOOP
              drops := drops || format('ALTER PUBLICATION %I DROP TABLE %s', item.pubname, item.name);
              creates := creates || format('ALTER PUBLICATION %I ADD TABLE %s%s%s', item.pubname, item.name, ' (' || item.list || ')', ' WHERE (' || item.condition || ')');
            END LOOP;
          END IF;

        """;

    // The index that tells rows apart for replication, and the one that CLUSTER goes by: their copies take their places.
    private static string Identity(MoveDependents move) => $"""
          FOR item IN SELECT i.indisreplident, i.indisclustered, copy.indexrelid FROM pg_catalog.pg_index i
            LEFT JOIN LATERAL (SELECT other.indexrelid FROM pg_catalog.pg_index other WHERE other.indrelid = i.indrelid AND other.indexrelid <> i.indexrelid
              AND other.indisunique = i.indisunique AND (other.indpred IS NULL) = (i.indpred IS NULL)
              AND (SELECT array_agg(key ORDER BY place) FROM unnest(other.indkey::smallint[]) WITH ORDINALITY AS keys (key, place))
                = (SELECT array_agg(CASE key WHEN was THEN becomes ELSE key END ORDER BY place) FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS keys (key, place)) LIMIT 1) AS copy ON true
            WHERE i.indrelid = relation AND (i.indisreplident OR i.indisclustered) AND was = ANY (i.indkey)
          LOOP
            IF item.indexrelid IS NULL THEN
              RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = {Literal($"no index takes the place of the replica identity of {move.Table}")};
            END IF;
            IF item.indisreplident THEN
              EXECUTE format('ALTER TABLE {InFormat(Name(move.Table))} REPLICA IDENTITY USING INDEX %I', (SELECT relname FROM pg_catalog.pg_class WHERE oid = item.indexrelid));
            END IF;
            IF item.indisclustered THEN
              EXECUTE format('ALTER TABLE {InFormat(Name(move.Table))} CLUSTER ON %I', (SELECT relname FROM pg_catalog.pg_class WHERE oid = item.indexrelid));
            END IF;
          END LOOP;

        """;
}
