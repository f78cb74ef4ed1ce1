using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    private static string RehearseStatement(Rehearse rehearse) => Do($"""
        BEGIN
          BEGIN
            EXECUTE {Literal(rehearse.Sql)};
            RAISE EXCEPTION USING ERRCODE = 'SM001';
          EXCEPTION WHEN SQLSTATE 'SM001' THEN NULL;
          END;
        END
        """);

    // The script is made by the server, from what is there in that moment; what is not there is restored by dropping what is there then.
    private static string KeepDefinitionStatement(KeepDefinition keep) => Do($"""
        DECLARE
          commands text[] := ARRAY[]::text[];
          found oid;
          item record;
        BEGIN
        {Indent(Capture(keep))}  EXECUTE format('CREATE TABLE {InFormat(Function(keep.Key))} AS SELECT %L::text[] AS commands', commands);
        END
        """);

    private static string CreateUnlessThereStatement(CreateUnlessThere create) => Do($"""
        BEGIN
          IF NOT {PostgresProbe.IsThere(create.Create)} THEN
            {Statement(create.Create)};
            CREATE TABLE {Function(create.Keep.Key)} AS SELECT ARRAY[]::text[] AS commands;
          END IF;
        END
        """);

    private static string RestoreDefinitionStatement(RestoreDefinition restore) => Do($"""
        DECLARE
          command text;
          kept text[];
          item record;
          part record;
          relation regclass;
          was smallint;
          drops text[] := ARRAY[]::text[];
          creates text[] := ARRAY[]::text[];
        BEGIN
          IF to_regclass({Literal(Function(restore.Keep.Key))}) IS NULL THEN
            RETURN;
          END IF;
          EXECUTE {Literal("SELECT commands FROM " + Function(restore.Keep.Key))} INTO kept;
        {Indent(Clear(restore.Keep))}  FOREACH command IN ARRAY drops || kept || creates LOOP
            EXECUTE command;
          END LOOP;
          EXECUTE {Literal("DROP TABLE " + Function(restore.Keep.Key))};
        END
        """);

    private static string Capture(KeepDefinition keep) => keep.Kind switch
    {
        DefinitionKind.View => CaptureView(Literal(Name(keep.Object))),
        DefinitionKind.Function => CaptureFunctions(keep.Object),
        DefinitionKind.Trigger => CaptureTrigger(keep),
        DefinitionKind.Policy => CapturePolicy(keep),
        DefinitionKind.Sequence => CaptureSequence(Literal(Name(keep.Object))),
        DefinitionKind.Enum => CaptureEnum(Literal(Name(keep.Object))),
        DefinitionKind.Privileges => CapturePrivileges(Literal(Name(keep.Object))),
        DefinitionKind.ColumnProperties => CaptureColumn(keep),
        DefinitionKind.Storage => CaptureStorage(keep),
        DefinitionKind.Identity => CaptureIdentity(keep),
        _ => CaptureComment(keep.Object.Name),
    };

    // Before the old state comes back, what the change has made goes. A view that is used by others is replaced, which keeps its users.
    private static string Clear(KeepDefinition keep) => keep.Kind switch
    {
        DefinitionKind.View => $"""
            IF kept = ARRAY[]::text[] THEN
              {DropIfThere("v", "VIEW", keep.Object)}
              {DropIfThere("m", "MATERIALIZED VIEW", keep.Object)}
            ELSIF EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = to_regclass({Literal(Name(keep.Object))}) AND relkind = 'v') THEN
              relation := to_regclass({Literal(Name(keep.Object))});
            {Indent(RetypedViews)}  drops := array_append(drops, {Literal($"DROP VIEW {Name(keep.Object)}")});
            END IF;

            """,
        DefinitionKind.Function => $"""
            FOR item IN SELECT oid::regprocedure::text AS name FROM pg_catalog.pg_proc WHERE proname = {Literal(keep.Object.Name)} AND pronamespace = {Namespace(keep.Object)} LOOP
              IF NOT EXISTS (SELECT FROM unnest(kept) AS one WHERE starts_with(one, '-- ' || item.name || E'\n')) THEN
                EXECUTE 'DROP ROUTINE ' || item.name;
              END IF;
            END LOOP;

            """,
        DefinitionKind.Trigger => $"DROP TRIGGER IF EXISTS {Quote(keep.Part)} ON {Name(keep.Object)};\n",
        DefinitionKind.Policy => $"DROP POLICY IF EXISTS {Quote(keep.Part)} ON {Name(keep.Object)};\n",
        DefinitionKind.Sequence => $"IF kept = ARRAY[]::text[] THEN\n  DROP SEQUENCE IF EXISTS {Name(keep.Object)};\nEND IF;\n",
        DefinitionKind.Enum => $"IF kept = ARRAY[]::text[] THEN\n  DROP TYPE IF EXISTS {Name(keep.Object)};\nEND IF;\n",
        _ => "",
    };

    private static string DropIfThere(string relkind, string kind, QualifiedName name) =>
        $"IF EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid = to_regclass({Literal(Name(name))}) AND relkind = '{relkind}') THEN EXECUTE {Literal($"DROP {kind} {Name(name)}")}; END IF;";

    private static string Namespace(QualifiedName name) => name.Schema is { } schema
        ? $"{Literal(Quote(schema))}::regnamespace"
        : "current_schema()::regnamespace";

    private static string CaptureView(string name) => $"""
        found := to_regclass({name});
        FOR item IN SELECT c.*, c.relowner::regrole AS owner, pg_catalog.obj_description(c.oid, 'pg_class') AS comment, pg_catalog.pg_get_viewdef(c.oid) AS definition,
            CASE relkind WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END AS kind FROM pg_catalog.pg_class c WHERE c.oid = found AND relkind IN ('v', 'm')
        LOOP
          commands := commands || format('CREATE %s%s %s%s AS %s', CASE item.relkind WHEN 'v' THEN 'OR REPLACE ' ELSE '' END, item.kind, {name},
            ' WITH (' || array_to_string(item.reloptions, ', ') || ')', item.definition);
          commands := commands || format('ALTER %s %s OWNER TO %s', item.kind, {name}, item.owner);
          commands := commands || format('COMMENT ON %s %s IS %L', item.kind, {name}, item.comment);
        END LOOP;
        FOR item IN SELECT pg_catalog.pg_get_indexdef(indexrelid) AS definition FROM pg_catalog.pg_index WHERE indrelid = found LOOP
          commands := commands || item.definition;
        END LOOP;
        FOR item IN SELECT attname, description FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_description ON objoid = attrelid AND objsubid = attnum
          WHERE attrelid = found AND classoid = 'pg_class'::regclass AND attnum > 0
        LOOP
          commands := commands || format('COMMENT ON COLUMN %s.%I IS %L', {name}, item.attname, item.description);
        END LOOP;
        FOR item IN SELECT pg_catalog.pg_get_triggerdef(oid) AS definition FROM pg_catalog.pg_trigger WHERE tgrelid = found AND NOT tgisinternal LOOP
          commands := commands || replace(item.definition, 'CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER');
        END LOOP;

        """ + CapturePrivileges(name);

    // A restore takes away what was granted since, and then grants what there was.
    private static string CapturePrivileges(string name) => $"""
        found := to_regclass({name});
        FOR item IN SELECT CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind FROM pg_catalog.pg_class WHERE oid = found LOOP
          commands := commands || format('DO %L', format('DECLARE role record; BEGIN FOR role IN SELECT DISTINCT grantee FROM pg_catalog.pg_class, pg_catalog.aclexplode(relacl) WHERE oid = %1$L::regclass AND grantee <> relowner '
            || 'UNION SELECT grantee FROM pg_catalog.pg_attribute, pg_catalog.aclexplode(attacl) WHERE attrelid = %1$L::regclass '
            || 'LOOP EXECUTE format(''REVOKE ALL ON %2$s %3$s FROM %%s'', CASE role.grantee WHEN 0 THEN ''PUBLIC'' ELSE role.grantee::regrole::text END); END LOOP; END',
            {name}, item.kind, replace({name}, '''', '''''')));
        END LOOP;
        FOR item IN SELECT acl.*, '' AS list, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind FROM pg_catalog.pg_class c, pg_catalog.aclexplode(c.relacl) AS acl
            WHERE c.oid = found AND acl.grantee <> c.relowner
          UNION ALL SELECT acl.*, format(' (%I)', attname), 'TABLE' FROM pg_catalog.pg_attribute, pg_catalog.aclexplode(attacl) AS acl WHERE attrelid = found
        LOOP
          commands := commands || format('GRANT %s%s ON %s %s TO %s%s', item.privilege_type, item.list, item.kind, {name},
            CASE item.grantee WHEN 0 THEN 'PUBLIC' ELSE item.grantee::regrole::text END, CASE WHEN item.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
        END LOOP;

        """;

    private static string CaptureFunctions(QualifiedName name) => $"""
        FOR item IN SELECT p.oid, p.oid::regprocedure::text AS name, pg_catalog.pg_get_functiondef(p.oid) AS definition, p.proowner::regrole AS owner, p.proacl,
            CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS kind, pg_catalog.obj_description(p.oid, 'pg_proc') AS comment
          FROM pg_catalog.pg_proc p WHERE p.proname = {Literal(name.Name)} AND p.pronamespace = {Namespace(name)} AND p.prokind IN ('f', 'p', 'w')
        LOOP
          commands := commands || (format(E'-- %s\n', item.name) || item.definition);
          commands := commands || format('ALTER %s %s OWNER TO %s', item.kind, item.name, item.owner);
          commands := commands || format('COMMENT ON %s %s IS %L', item.kind, item.name, item.comment);
          IF item.proacl IS NOT NULL THEN
            commands := commands || format('REVOKE ALL ON %s %s FROM PUBLIC', item.kind, item.name);
            commands := commands || ARRAY(SELECT format('GRANT EXECUTE ON %s %s TO %s', item.kind, item.name, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
              FROM pg_catalog.aclexplode(item.proacl));
          END IF;
        END LOOP;

        """;

    private static string CaptureTrigger(KeepDefinition keep) => $"""
        FOR item IN SELECT t.*, pg_catalog.pg_get_triggerdef(t.oid) AS definition, pg_catalog.obj_description(t.oid, 'pg_trigger') AS comment
          FROM pg_catalog.pg_trigger t WHERE t.tgrelid = to_regclass({Literal(Name(keep.Object))}) AND t.tgname = {Literal(keep.Part)}
        LOOP
          commands := commands || item.definition || format('COMMENT ON TRIGGER %I ON %s IS %L', item.tgname, item.tgrelid::regclass, item.comment);
          IF item.tgenabled <> 'O' THEN
            commands := commands || format('ALTER TABLE %s %s TRIGGER %I', item.tgrelid::regclass,
              CASE item.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, item.tgname);
          END IF;
        END LOOP;

        """;

    private static string CapturePolicy(KeepDefinition keep) => $"""
        FOR item IN SELECT p.*, pg_catalog.pg_get_expr(polqual, polrelid) AS condition, pg_catalog.pg_get_expr(polwithcheck, polrelid) AS demand,
            ARRAY(SELECT CASE role WHEN 0 THEN 'PUBLIC' ELSE role::regrole::text END FROM unnest(polroles) AS role) AS roles, pg_catalog.obj_description(p.oid, 'pg_policy') AS comment
          FROM pg_catalog.pg_policy p WHERE p.polrelid = to_regclass({Literal(Name(keep.Object))}) AND p.polname = {Literal(keep.Part)}
        LOOP
          commands := commands || format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', item.polname, item.polrelid::regclass,
            CASE WHEN item.polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
            CASE item.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
            array_to_string(item.roles, ', '), ' USING (' || item.condition || ')', ' WITH CHECK (' || item.demand || ')');
          commands := commands || format('COMMENT ON POLICY %I ON %s IS %L', item.polname, item.polrelid::regclass, item.comment);
        END LOOP;

        """;

    private static string CaptureSequence(string name) => $"""
        found := to_regclass({name});
        FOR item IN SELECT s.*, format_type(s.seqtypid, NULL) AS type, c.relowner::regrole AS owner, pg_catalog.obj_description(c.oid, 'pg_class') AS comment, c.oid::regclass AS named,
            (SELECT format('%s.%I', d.refobjid::regclass, a.attname) FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
              WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'a') AS owned
          FROM pg_catalog.pg_sequence s JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid WHERE s.seqrelid = found
        LOOP
          commands := commands || format('CREATE SEQUENCE IF NOT EXISTS %s', {name})
            || format('ALTER SEQUENCE %s AS %s INCREMENT %s MINVALUE %s MAXVALUE %s START %s CACHE %s %s OWNED BY %s', {name}, item.type, item.seqincrement, item.seqmin, item.seqmax,
              item.seqstart, item.seqcache, CASE WHEN item.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END, COALESCE(item.owned, 'NONE'))
            || format('COMMENT ON SEQUENCE %s IS %L', {name}, item.comment);
          IF item.owned IS NULL THEN
            commands := commands || format('ALTER SEQUENCE %s OWNER TO %s', {name}, item.owner);
          END IF;
          EXECUTE format('SELECT $1 || format(''SELECT pg_catalog.setval(%%L, %%s, %%L)'', $2, last_value, is_called) FROM %s', item.named) INTO commands USING commands, {name};
        END LOOP;

        """ + CapturePrivileges(name);

    private static string CaptureEnum(string name) => $"""
        IF EXISTS (SELECT FROM pg_catalog.pg_type WHERE oid = to_regtype({name}) AND typtype <> 'e') THEN
          RAISE EXCEPTION USING ERRCODE = 'feature_not_supported', MESSAGE = {name} || ' is no enum and could not be brought back: say -- safemigrate:phase contract and -- safemigrate:rollback';
        END IF;
        FOR item IN SELECT t.oid, t.typowner::regrole AS owner, string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) AS labels, pg_catalog.obj_description(t.oid, 'pg_type') AS comment
          FROM pg_catalog.pg_type t JOIN pg_catalog.pg_enum e ON e.enumtypid = t.oid WHERE t.oid = to_regtype({name}) GROUP BY t.oid, t.typowner
        LOOP
          commands := commands || format('CREATE TYPE %s AS ENUM (%s)', {name}, item.labels) || format('ALTER TYPE %s OWNER TO %s', {name}, item.owner)
            || format('COMMENT ON TYPE %s IS %L', {name}, item.comment);
        END LOOP;

        """;

    // COLUMN t.c, TABLE t, FUNCTION f(int): the kind is the first word.
    private static string CaptureComment(string on)
    {
        var (kind, name) = (on.Substring(0, on.IndexOf(' ')).ToUpperInvariant(), on.Substring(on.IndexOf(' ') + 1));
        var found = kind switch
        {
            "COLUMN" => $"(SELECT pg_catalog.col_description(attrelid, attnum) FROM pg_catalog.pg_attribute WHERE attrelid = to_regclass({Literal(name.Substring(0, Math.Max(0, name.LastIndexOf('.'))))})"
                + $" AND attname = (parse_ident({Literal(name)}))[array_length(parse_ident({Literal(name)}), 1)])",
            "FUNCTION" or "PROCEDURE" => $"pg_catalog.obj_description(to_regprocedure({Literal(name)}), 'pg_proc')",
            "CONSTRAINT" when name.LastIndexOf(" ON ", StringComparison.OrdinalIgnoreCase) is > 0 and var at =>
                $"(SELECT pg_catalog.obj_description(oid, 'pg_constraint') FROM pg_catalog.pg_constraint WHERE conrelid = to_regclass({Literal(name.Substring(at + 4))}) AND conname = (parse_ident({Literal(name.Substring(0, at))}))[1])",
            "TYPE" or "DOMAIN" => $"pg_catalog.obj_description(to_regtype({Literal(name)}), 'pg_type')",
            "SCHEMA" => $"pg_catalog.obj_description(to_regnamespace({Literal(name)}), 'pg_namespace')",
            "MATERIALIZED" => $"pg_catalog.obj_description(to_regclass({Literal(name.Substring(name.IndexOf(' ') + 1))}), 'pg_class')",
            _ => $"pg_catalog.obj_description(to_regclass({Literal(name)}), 'pg_class')",
        };
        return $"commands := commands || format('COMMENT ON {InFormat(on)} IS %L', {found});\n";
    }
}
