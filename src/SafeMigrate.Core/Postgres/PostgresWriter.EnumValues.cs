using SafeMigrate.Operations;

namespace SafeMigrate.Postgres;

public static partial class PostgresWriter
{
    // The server reads the conditions of the trigger and the body of an SQL function (PostgreSQL 14+) when they are created, and keeps which values are meant. The
    // trigger's own function has text for a body, so it names none. Its owner's rights let it reach the other function for whoever writes.
    private static IReadOnlyList<string> CreateValueMapStatements(CreateValueMap map)
    {
        var (name, type) = (Function(map.Trigger), Name(map.Type));
        var mapped = string.Concat(map.Columns.Select(column => $"  NEW.{Quote(column)} := {name}(NEW.{Quote(column)});\n"));
        var when = string.Join(" OR ", map.Columns.Select(column => $"NEW.{Quote(column)} = {Literal(map.From)}::{type}"));
        return
        [
            $"CREATE OR REPLACE FUNCTION {name}({type}) RETURNS {type} LANGUAGE sql IMMUTABLE RETURN CASE WHEN $1 = {Literal(map.From)}::{type} THEN {Literal(map.To)}::{type} ELSE $1 END",
            $"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS {DollarQuoted($"BEGIN\n{mapped}  RETURN NEW;\nEND")}",
            $"REVOKE ALL ON FUNCTION {name}() FROM PUBLIC",
            $"CREATE TRIGGER {Trigger(map.Trigger, "iu")} BEFORE INSERT OR UPDATE ON {Name(map.Table)} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()",
        ];
    }

    private static IReadOnlyList<string> DropValueMapStatements(DropValueMap map) =>
    [
        $"DROP TRIGGER IF EXISTS {Trigger(map.Trigger, "iu")} ON {Name(map.Table)}",
        $"DROP FUNCTION IF EXISTS {Function(map.Trigger)}()",
        $"DROP FUNCTION IF EXISTS {Function(map.Trigger)}({Name(map.Type)})",
    ];

    // Indexes, views and sequences of values have their values from tables.
    private static string RequireValueMapsStatement(RequireValueMaps require) => Do($"""
        DECLARE
          place record;
        BEGIN
          SELECT attrelid::regclass::text AS name, attname AS part, atttypid::regtype::text AS type INTO place
            FROM pg_catalog.pg_attribute
            JOIN pg_catalog.pg_class ON pg_class.oid = attrelid
            JOIN pg_catalog.pg_type ON pg_type.oid = atttypid
            JOIN pg_catalog.pg_type value ON value.oid = {Literal(Name(require.Type))}::regtype
            WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'p', 'f', 'c')
              AND (pg_type.oid IN (value.oid, value.typarray) OR pg_type.typbasetype IN (value.oid, value.typarray))
              AND NOT (atttypid = value.oid AND EXISTS (
                SELECT FROM pg_catalog.pg_trigger JOIN pg_catalog.pg_proc ON pg_proc.oid = tgfoid
                WHERE tgrelid = attrelid AND proname = ANY (ARRAY[{string.Join(", ", require.Triggers.Select(Literal))}]::text[])))
            LIMIT 1;
          IF FOUND THEN
            RAISE EXCEPTION 'column % of % is %, and nothing looks at the values that are written to it', place.part, place.name, place.type
              USING HINT = 'Where the column is new, go back with rollback and begin again, so that it is looked at too. Values in arrays, domains and composite types cannot be renamed this way.';
          END IF;
        END
        """);

    private static IReadOnlyList<string> SwapEnumValuesStatements(SwapEnumValues swap)
    {
        const string Between = "safemigrate: neither";
        return [Renamed(swap.Second, Between), Renamed(swap.First, swap.Second), Renamed(Between, swap.First)];

        string Renamed(string value, string name) => Statement(new RenameEnumValue(swap.Type, value, name));
    }
}
