using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    // Our own batches convert in the UPDATE itself: answered by a trigger, a lossy conversion would write its loss back to the source.
    private const string InBackfill = "pg_catalog.current_setting('safemigrate.backfill', true) = 'on'";
    private const string NotInBackfill = "pg_catalog.current_setting('safemigrate.backfill', true) IS DISTINCT FROM 'on'";

    // A session may say which version it is; then that decides where the data leaves a doubt.
    private const string Side = "pg_catalog.current_setting('safemigrate.side', true)";

    // Row triggers fire in the order of their names: after those of the application, so that what they change is carried over too.
    private static string Trigger(string name, string which) => Quote("zzz_" + name + "_" + which);

    private static string Function(string name) => Quote(OwnSchema) + "." + Quote(name);

    /// <summary>
    /// True where a column's old and new value are not the very same. Types for which equal does not mean the same (1.0 and 1.00, 'a' and 'A'
    /// of citext) or which have no equality (json) are compared by their bytes.
    /// </summary>
    private static string Changed(Column column)
    {
        var (old, @new) = ($"OLD.{Quote(column.Name)}", $"NEW.{Quote(column.Name)}");
        return EqualIsSame(column) ? $"{old} IS DISTINCT FROM {@new}" : $"pg_catalog.record_image_ne(ROW({old}), ROW({@new}))";
    }

    // A collation other than the database's may be nondeterministic, and then hold different texts for equal.
    private static bool EqualIsSame(Column column) => column is { Type: { ArrayDimensions: 0, Schema: null }, Collation: null } && column.Type.Name is
        "smallint" or "integer" or "bigint" or "boolean" or "uuid" or "date" or "timestamp with time zone" or "timestamp without time zone" or "oid"
        or "text" or "character varying";

    private static IReadOnlyList<string> CreateSyncStatements(ColumnSync sync) =>
    [
        .. Counter(sync),
        SyncFunction(sync),
        .. SyncTriggers(sync).Select(trigger => SyncTrigger(sync, trigger)),

        // No row is touched and no trigger fires: the server only checks that the conversions exist, before anybody's write depends on them.
        .. SyncAssignments(sync).Select(assignment => $"EXPLAIN UPDATE {Name(sync.Table)} SET {assignment} WHERE false"),
    ];

    private static string SyncTrigger(ColumnSync sync, (string Which, string Event, string When, string Way) trigger, string create = "CREATE") =>
        $"{create} TRIGGER {Trigger(sync.Name, trigger.Which)} BEFORE {trigger.Event} ON {Name(sync.Table)} FOR EACH ROW"
        + $" WHEN ({trigger.When}) EXECUTE FUNCTION {Function(sync.Name)}({Literal(trigger.Way)})";

    // A statement that names none of the columns does not even have the text of WHEN read. Measured on PostgreSQL 15, UPDATE of one row by its key, in
    // instructions: 88,000 without a trigger, 109,000 with WHEN alone, 96,000 with the columns named.
    private static string FitSyncStatement(ColumnSync sync)
    {
        var watched = sync.Direction switch
        {
            SyncDirection.OldToNew => [sync.Old.Name, .. sync.Sources.Select(source => source.Name)],
            SyncDirection.NewToOld => [sync.New.Name],
            _ => new List<string> { sync.Old.Name, sync.New.Name },
        };
        return Do($"""
            -- A statement that names no column of these needs the trigger only where another trigger may change one.
            DECLARE
              relation regclass := {Literal(Name(sync.Table))}::regclass;
            BEGIN
              IF NOT EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = relation AND tgname = {Literal(UpdateTrigger(sync))}) THEN
                RETURN;
              ELSIF {HasOtherTriggers("relation")} THEN
                {FireForEachUpdate(sync)};
              ELSE
                {SyncTrigger(sync, SyncTriggers(sync).Last() with { Event = $"UPDATE OF {Columns(watched)}" }, "CREATE OR REPLACE")};
              END IF;
            END
            """);
    }

    /// <summary>The statement that lets the sync trigger fire for each UPDATE, whatever columns it names.</summary>
    public static string FireForEachUpdate(ColumnSync sync) => SyncTrigger(sync, SyncTriggers(sync).Last(), "CREATE OR REPLACE");

    /// <summary>The name of the sync trigger that answers to UPDATE.</summary>
    internal static string UpdateTrigger(ColumnSync sync) => $"zzz_{sync.Name}_{SyncTriggers(sync).Last().Which}";

    /// <summary>True where a trigger other than those that keep two columns equal may change a row of the table, or of a partition, before it is written: for each row (1), before (2), of UPDATE (16).</summary>
    internal static string HasOtherTriggers(string relation) =>
        "EXISTS (SELECT FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid"
        + $" WHERE (t.tgrelid = {relation} OR t.tgrelid IN (SELECT relid FROM pg_catalog.pg_partition_tree({relation})))"
        + $" AND NOT t.tgisinternal AND t.tgtype & 19 = 19"
        + $" AND NOT (f.pronamespace = {Literal(OwnSchema)}::regnamespace AND starts_with(f.proname, 'sync_')))";

    private static IEnumerable<string> SyncAssignments(ColumnSync sync)
    {
        if (sync.Direction != SyncDirection.NewToOld)
            yield return $"{Quote(sync.New.Name)} = {sync.Up?.Sql ?? Quote(sync.Old.Name)}";

        // A statement may not assign an identity that is ALWAYS generated; a trigger may.
        if (sync.Direction != SyncDirection.OldToNew && sync.Old.Identity is null)
            yield return $"{Quote(sync.Old.Name)} = {sync.Down?.Sql ?? $"{Quote(sync.New.Name)}::{Type(sync.Old.Type)}"}";
    }

    // Writes that came by the old column are counted by a sequence: no row becomes hot by it, and no transaction waits for another.
    private static IEnumerable<string> Counter(ColumnSync sync) => sync.Direction != SyncDirection.TwoWay
        ? []
        :
        [
            $"CREATE SEQUENCE IF NOT EXISTS {Function(CounterName(sync))} CACHE 1",
            $"GRANT USAGE ON SCHEMA {OwnSchema} TO PUBLIC",
            $"GRANT USAGE ON SEQUENCE {Function(CounterName(sync))} TO PUBLIC",
        ];

    private static string Counted(ColumnSync sync)
    {
        var isOld = GivenByOld(sync) is { } given ? $"(CASE TG_OP WHEN 'INSERT' THEN {given} ELSE {Changed(sync.Old)} END)" : $"TG_OP = 'INSERT' OR {Changed(sync.Old)}";
        var count = $"PERFORM pg_catalog.nextval({Literal(Function(CounterName(sync)))});\n";
        return $"  IF {isOld} THEN\n    {(sync.FollowsParent ? UnlessCascaded(count) : count)}  END IF;\n";
    }

    // A parent's row that any version deletes or renumbers is carried to the column by the server, in a statement of its own kind: that is no sign of the old version.
    private static string UnlessCascaded(string count) => """
        DECLARE
              context text;
            BEGIN
              GET DIAGNOSTICS context = PG_CONTEXT;
              IF pg_catalog.pg_trigger_depth() = 1 OR context !~ '^[^\n]*\nSQL statement "UPDATE ONLY [^\n]* OPERATOR\(' THEN
        """ + $"\n        {count}      END IF;\n    END;\n";

    // Any version that leaves the column out of an INSERT gets its default, the new one too: that is no sign of the old one.
    private static string? GivenByOld(ColumnSync sync) => !IsNumberedOrDefault(sync.Old) ? null
        : sync.Old is { Identity: null, Default: { IsConstant: true } value }
            ? $"{Side} = 'old' OR pg_catalog.record_image_ne(ROW(NEW.{Quote(sync.Old.Name)}), ROW(({value})::{Type(sync.Old.Type)}))"
            : $"{Side} = 'old'";

    private static bool IsNumberedOrDefault(Column column) => column is { Default: not null } or { Identity: not null } or { IsSerial: true };

    /// <summary>The sequence that counts what was written by the old column.</summary>
    public static string CounterName(ColumnSync sync) => sync.Name + "_old_writes";

    private static string SyncFunction(ColumnSync sync)
    {
        var (up, down) = (Carry(sync.Old, sync.New, sync.Up, mayFail: sync.UpMayFail), Carry(sync.New, sync.Old, sync.Down, mayFail: sync.DownMayFail));
        var body = sync.Direction switch
        {
            SyncDirection.OldToNew => $"  IF TG_OP = 'UPDATE' AND {InBackfill} THEN\n    RETURN NEW;\n  END IF;\n{up}",
            SyncDirection.NewToOld => down,
            _ => BothWays(sync, up, down),
        };
        return TriggerFunction(sync.Name, body);
    }

    // Where a statement changes both columns the new one wins, unless the session says that it is of the old version.
    private static string BothWays(ColumnSync sync, string up, string down) =>
        $"  IF TG_OP = 'UPDATE' AND {InBackfill} THEN\n    RETURN NEW;\n  END IF;\n"
        + $"  IF TG_ARGV[0] = 'down' OR TG_ARGV[0] = 'both' AND {Changed(sync.New)} AND NOT ({Changed(sync.Old)} AND {Side} IS NOT DISTINCT FROM 'old') THEN\n"
        + Indent(down)
        + $"    IF TG_ARGV[0] = 'down' OR NOT ({NotFilled(sync)}) THEN\n      RETURN NEW;\n    END IF;\n"
        + $"  ELSIF TG_ARGV[0] = 'both' AND NOT ({Changed(sync.Old)} OR {NotFilled(sync)}) THEN\n    RETURN NEW;\n"
        + $"  END IF;\n{Counted(sync)}{up}";

    // A row that the backfill has not reached yet is converted by whoever writes it first, so that no new row version can slip past the batches.
    private static string NotFilled(ColumnSync sync) => $"NEW.{Quote(sync.New.Name)} IS NULL AND NEW.{Quote(sync.Old.Name)} IS NOT NULL";

    // Without a conversion this is an assignment, as in ALTER COLUMN TYPE: an explicit cast to varchar(10) would cut what is longer, silently.
    // A value that cannot be converted must not fail the write of a version that knows nothing of the new column: it stays NULL and is
    // counted before contract.
    private static string Carry(Column from, Column to, Expression? conversion, bool mayFail)
    {
        var value = conversion is null ? "NEW." + Quote(from.Name) : $"(SELECT {conversion} FROM (SELECT NEW.*) AS source)";
        var assignment = $"NEW.{Quote(to.Name)} := {value};\n";
        return mayFail
            ? $"  BEGIN\n    {assignment}  EXCEPTION WHEN data_exception OR check_violation THEN\n    NEW.{Quote(to.Name)} := NULL;\n  END;\n"
            : "  " + assignment;
    }

    private static string TriggerFunction(string name, string body) =>
        $"CREATE OR REPLACE FUNCTION {Function(name)}() RETURNS trigger LANGUAGE plpgsql AS {DollarQuoted($"{If(body.Contains("SELECT"), ColumnsFirst)}BEGIN\n{body}  RETURN NEW;\nEND")}";

    // In a conversion a column called "new" or "found" is the column.
    private const string ColumnsFirst = "#variable_conflict use_column\n";

    private static string Do(string block) => "DO " + DollarQuoted(block);

    /// <summary>A string constant between dollar tags, of which the body has none.</summary>
    internal static string DollarQuoted(string body, string tag = "$safemigrate$")
    {
        while (body.Contains(tag))
            tag = tag.Insert(tag.Length - 1, "_");
        return $"{tag}\n{body}\n{tag}";
    }

    private static string Indent(string text) => string.Concat(text.Split('\n').Where(line => line != "").Select(line => "  " + line + "\n"));

    // Two columns of the same value can only differ where there is something to carry. Null where a conversion stands between them.
    private static string? Differ(ColumnSync sync)
    {
        var (old, @new) = ($"NEW.{Quote(sync.Old.Name)}", $"NEW.{Quote(sync.New.Name)}");
        return sync.Up is not null || sync.Down is not null || sync.Old.Type != sync.New.Type ? null
            : EqualIsSame(sync.Old) && EqualIsSame(sync.New) ? $"{old} IS DISTINCT FROM {@new}"
            : $"pg_catalog.record_image_ne(ROW({old}), ROW({@new}))";
    }

    // The server reads the text of WHEN anew for each statement, also of those that change nothing here: it says no more than it must, and the function
    // decides the rest. Measured on PostgreSQL 15, UPDATE of one row by its key, in instructions: 78,000 without a trigger, 97,000 with one comparison,
    // 127,000 with four, 281,000 with two triggers that ask for settings too.
    private static IEnumerable<(string Which, string Event, string When, string Way)> SyncTriggers(ColumnSync sync)
    {
        var (old, @new) = (Quote(sync.Old.Name), Quote(sync.New.Name));
        var (oldChanged, newChanged) = (Changed(sync.Old), Changed(sync.New));
        switch (sync.Direction)
        {
            case SyncDirection.OldToNew:
                yield return ("i", "INSERT", sync.Up is null ? $"NEW.{old} IS NOT NULL" : $"NEW.{@new} IS NULL", "up");
                yield return ("u", "UPDATE", string.Join(" OR ", sync.Sources.Select(Changed).Prepend(oldChanged)) + $" OR {NotFilled(sync)}", "up");
                break;

            case SyncDirection.NewToOld:
                yield return ("i", "INSERT", $"NEW.{@new} IS NOT NULL", "down");
                yield return ("u", "UPDATE", newChanged, "down");
                break;

            default:
                // "a" fires before "b" and leaves nothing for it to do.
                // What a session of the new version leaves out gets its default, which the old column has.
                var isDefault = IsNumberedOrDefault(sync.Old);
                var given = sync.Up is null ? $"NEW.{old} IS NOT NULL AND " : "";
                yield return ("a_i", "INSERT", $"NEW.{@new} IS NOT NULL AND {Side} IS DISTINCT FROM 'old'{If(!isDefault, $" OR {Side} = 'new'")}", "down");
                yield return ("b_i", "INSERT", $"{given}(NEW.{@new} IS NULL OR {Side} = 'old'){If(!isDefault, $" AND {Side} IS DISTINCT FROM 'new'")}", "up");
                yield return ("u", "UPDATE", Differ(sync) ?? $"{newChanged} OR {oldChanged} OR {NotFilled(sync)}", "both");
                break;
        }
    }

    // Dropping the function with its triggers by CASCADE would take whatever else uses it; nothing does, but the server should say so.
    private static IReadOnlyList<string> DropSyncStatements(ColumnSync sync) =>
    [
        .. SyncTriggers(sync).Select(trigger => $"DROP TRIGGER IF EXISTS {Trigger(sync.Name, trigger.Which)} ON {Name(sync.Table)}"),
        $"DROP FUNCTION IF EXISTS {Function(sync.Name)}()",
        .. sync.Direction == SyncDirection.TwoWay ? [$"DROP SEQUENCE IF EXISTS {Function(CounterName(sync))}"] : Array.Empty<string>(),
    ];

    private static IReadOnlyList<string> CreateFillStatements(CreateFill fill)
    {
        var value = fill.Value.IsConstant ? fill.Value.Sql : $"(SELECT {fill.Value} FROM (SELECT NEW.*) AS source)";
        return
        [
            TriggerFunction(fill.Trigger, $"  NEW.{Quote(fill.Column)} := {value};\n"),
            $"CREATE TRIGGER {Trigger(fill.Trigger, "iu")} BEFORE INSERT OR UPDATE ON {Name(fill.Table)} FOR EACH ROW"
                + $" WHEN (NEW.{Quote(fill.Column)} IS NULL) EXECUTE FUNCTION {Function(fill.Trigger)}()",
            $"EXPLAIN UPDATE {Name(fill.Table)} SET {Quote(fill.Column)} = {fill.Value} WHERE false",
        ];
    }

    // A value that cannot be computed stays NULL, as with the sync trigger.
    private static IReadOnlyList<string> CreateDerivedStatements(CreateDerived derived)
    {
        var target = derived.Column;
        // A writer that knows the column means NULL where everything it comes from is NULL; in a column that takes no NULL nobody means it.
        var given = target.NotNull ? "" : string.Join(" OR ", derived.Sources.Select(source => $"NEW.{Quote(source.Name)} IS NOT NULL"));
        var changed = string.Join(" OR ", derived.Sources.Select(Changed));
        var missing = $"NEW.{Quote(target.Name)} IS NULL{If(given != "", $" AND ({given})")}";
        var moved = changed == "" ? "" : $"({changed}) AND NOT ({Changed(target)}) OR ";
        return
        [
            TriggerFunction(derived.Trigger, Carry(target, target, derived.Value, mayFail: true)),
            $"CREATE TRIGGER {Trigger(derived.Trigger, "i")} BEFORE INSERT ON {Name(derived.Table)} FOR EACH ROW WHEN ({missing}) EXECUTE FUNCTION {Function(derived.Trigger)}()",
            $"CREATE TRIGGER {Trigger(derived.Trigger, "u")} BEFORE UPDATE ON {Name(derived.Table)} FOR EACH ROW"
                + $" WHEN (({moved}OLD.{Quote(target.Name)} IS NULL AND {missing}) AND {NotInBackfill}) EXECUTE FUNCTION {Function(derived.Trigger)}()",
            $"EXPLAIN UPDATE {Name(derived.Table)} SET {Quote(target.Name)} = {derived.Value} WHERE false",
        ];
    }

    private static IReadOnlyList<string> DropDerivedStatements(DropDerived derived) =>
    [
        $"DROP TRIGGER IF EXISTS {Trigger(derived.Trigger, "i")} ON {Name(derived.Table)}",
        $"DROP TRIGGER IF EXISTS {Trigger(derived.Trigger, "u")} ON {Name(derived.Table)}",
        $"DROP FUNCTION IF EXISTS {Function(derived.Trigger)}()",
    ];

    private static IReadOnlyList<string> DropFillStatements(DropFill fill) =>
    [
        $"DROP TRIGGER IF EXISTS {Trigger(fill.Trigger, "iu")} ON {Name(fill.Table)}",
        $"DROP FUNCTION IF EXISTS {Function(fill.Trigger)}()",
    ];

    // security_invoker (15+): the view asks for the rights of whoever uses it, so row security and grants of the table go on to hold.
    private static IReadOnlyList<string> CreateAliasStatements(CreateAlias alias, int version)
    {
        var view = Name(alias.View);
        var definition = $"VIEW {view}{If(version >= 15, " WITH (security_invoker = true)")} AS SELECT * FROM {Name(alias.Table)}";
        return alias.Replace ? ["CREATE OR REPLACE " + definition] :
        [
            "CREATE " + definition,
            Do($"""
            DECLARE
              source record;
              item record;
            BEGIN
              SELECT relowner::regrole AS owner, relacl INTO source FROM pg_catalog.pg_class WHERE oid = {Literal(Name(alias.Table))}::regclass;
              EXECUTE format('ALTER VIEW {InFormat(view)} OWNER TO %s', source.owner);
              FOR item IN SELECT * FROM pg_catalog.aclexplode(source.relacl)
                WHERE privilege_type IN ('SELECT', 'INSERT', 'UPDATE', 'DELETE')
              LOOP
                EXECUTE format('GRANT %s ON {InFormat(view)} TO %s', item.privilege_type,
                  CASE item.grantee WHEN 0 THEN 'PUBLIC' ELSE item.grantee::regrole::text END);
              END LOOP;
            END
            """),
        ];
    }

    private static string RetireTableStatement(RetireTable retire) =>
        Do($"""
        BEGIN
          ALTER TABLE {Name(retire.Table)} SET SCHEMA {Quote(OwnSchema)};
          ALTER TABLE {Quote(OwnSchema)}.{Quote(retire.Table.Name)} RENAME TO {Quote(retire.Retired)};
        END
        """);

    private static string RestoreTableStatement(RestoreTable restore) =>
        Do($"""
        BEGIN
          ALTER TABLE {Quote(OwnSchema)}.{Quote(restore.Retired)} RENAME TO {Quote(restore.Table.Name)};
          ALTER TABLE {Quote(OwnSchema)}.{Quote(restore.Table.Name)} SET SCHEMA {Quote(restore.Table.Schema ?? "public")};
        END
        """);

    // An identity's sequence dies with it: the new one takes its name, its options and its number. Limits that were those of the type become
    // those of the new type, as they do with ALTER COLUMN TYPE.
    private static string MoveSequenceStatement(MoveSequence move)
    {
        var (table, from, to) = (Name(move.Table), Literal(move.From), Literal(move.To));
        var sequence = $"pg_catalog.pg_get_serial_sequence({Literal(table)}, ";
        if (move.Identity is not { } identity)
        {
            return Do($"""
                BEGIN
                  IF {sequence}{from}) IS NOT NULL THEN
                    EXECUTE format('ALTER SEQUENCE %s OWNED BY {InFormat(table + "." + Quote(move.To))}', {sequence}{from}));
                  END IF;
                END
                """);
        }

        return Do($"""
            DECLARE
              sequence text := {sequence}{from});
              state record;
              options record;
            BEGIN
              EXECUTE format('SELECT last_value, is_called FROM %s', sequence) INTO state;
              SELECT * INTO options FROM pg_catalog.pg_sequence WHERE seqrelid = sequence::regclass;
              ALTER TABLE {table} ALTER COLUMN {Quote(move.From)} DROP IDENTITY;
              EXECUTE format('ALTER TABLE {InFormat(table)} ALTER COLUMN {InFormat(Quote(move.To))} ADD GENERATED {(identity.Always ? "ALWAYS" : "BY DEFAULT")} AS IDENTITY'
                || ' (SEQUENCE NAME %s START WITH %s INCREMENT BY %s CACHE %s', sequence, options.seqstart, options.seqincrement, options.seqcache)
                || CASE WHEN options.seqmax IN (32767, 2147483647, 9223372036854775807, -1) THEN '' ELSE ' MAXVALUE ' || options.seqmax END
                || CASE WHEN options.seqmin IN (-32768, -2147483648, -9223372036854775808, 1) THEN '' ELSE ' MINVALUE ' || options.seqmin END
                || CASE WHEN options.seqcycle THEN ' CYCLE' ELSE '' END || ')';
              PERFORM setval({sequence}{to}), state.last_value, state.is_called);
            END
            """);
    }

    // Text that stands in the first argument of format(), between apostrophes.
    private static string InFormat(string text) => text.Replace("'", "''").Replace("%", "%%");

    // What is kept must not keep a type from being dropped, by the rest of the rollback or by anybody else: values of types that are not the server's are kept as text.
    private static string KeepValuesStatement(KeepValues keep)
    {
        var rows = $"FROM {Name(keep.Table)}{If(keep.Worth is not null, $" WHERE {keep.Worth}")}";
        return Do(ColumnsFirst + $"""
            DECLARE
              kept_columns text;
            BEGIN
              IF EXISTS (SELECT {rows}) THEN
                SELECT string_agg(format(CASE typnamespace WHEN 'pg_catalog'::regnamespace THEN '%1$I' ELSE '%1$I::text AS %1$I' END, attname), ', ' ORDER BY attnum) INTO kept_columns
                FROM pg_catalog.pg_attribute JOIN pg_catalog.pg_type ON pg_type.oid = atttypid
                WHERE attrelid = {Literal(Name(keep.Table))}::regclass AND attnum > 0 AND NOT attisdropped{If(keep.Columns.Count > 0, $" AND attname = ANY ({Texts(keep.Columns)})")};
                EXECUTE format('CREATE TABLE {Quote(OwnSchema)}.%I AS SELECT %s {InFormat(rows)}',
                  {Literal(keep.Kept)} || to_char(clock_timestamp(), '_YYYYMMDD"t"HH24MISSUS'), kept_columns);
              END IF;
            END
            """);
    }

    private static string CountViolations(RequireNoRows require)
    {
        string Count(Expression violation) => $"SELECT count(*) INTO violations FROM {Name(require.Table)} WHERE {violation};\n";
        return require.Otherwise is { } otherwise
            ? $"BEGIN\n{Indent(Count(require.Violation))}EXCEPTION WHEN data_exception OR check_violation THEN\n{Indent(Count(otherwise))}END;\n"
            : Count(require.Violation);
    }

    private static string RequireStatement(RequireNoRows require) =>
        Do(ColumnsFirst + $"""
        DECLARE
          violations bigint;
        BEGIN
        {Indent(CountViolations(require))}          IF violations > 0 THEN
            RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = replace({Literal(require.Message)}, {Literal("{0}")}, violations::text);
          END IF;
        END
        """);
}
