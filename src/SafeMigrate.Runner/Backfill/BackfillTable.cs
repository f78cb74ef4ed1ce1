using System.Text.RegularExpressions;
using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Backfill;

/// <summary>A table with rows of its own: a plain one, a partition or an inheriting child.</summary>
/// <param name="Name">Its name as SQL, with the schema.</param>
/// <param name="EstimatedRows">By the planner's estimate.</param>
internal sealed record BackfillTable(string Name, long EstimatedRows)
{
    /// <summary>All tables that hold rows of the operation's table.</summary>
    public static async Task<List<BackfillTable>> FindAsync(NpgsqlConnection connection, QualifiedName table, CancellationToken cancellation)
    {
        var tables = await connection.QueryAsync(
            """
            WITH RECURSIVE family AS (
                SELECT $1::regclass::oid AS oid
                UNION
                SELECT inhrelid FROM pg_inherits JOIN family ON inhparent = family.oid)
            SELECT format('%I.%I', nspname, relname),
                CASE WHEN relpages > 0 THEN reltuples / relpages * (pg_relation_size(family.oid) / current_setting('block_size')::int) ELSE -1 END::bigint
            FROM family JOIN pg_class USING (oid) JOIN pg_namespace ON pg_namespace.oid = relnamespace
            WHERE relkind = 'r' ORDER BY 1
            """,
            row => new BackfillTable(row.GetString(0), row.GetInt64(1)),
            cancellation,
            Names.Quoted(table));
        for (var index = 0; index < tables.Count; index++)
        {
            if (tables[index].EstimatedRows < 0)
                tables[index] = tables[index] with { EstimatedRows = await GuessAsync(connection, tables[index], cancellation) };
        }

        return tables;
    }

    /// <summary>True where no index of the tables has the column, in its expressions and its condition neither.</summary>
    public static Task<bool> HasNoIndexAsync(
        NpgsqlConnection connection, IEnumerable<BackfillTable> tables, string column, CancellationToken cancellation) => connection.ScalarAsync<bool>(
        """
        SELECT NOT EXISTS (
            SELECT FROM pg_index JOIN pg_attribute ON attrelid = indrelid
            WHERE indrelid = ANY ($1::regclass[]) AND attname = $2 AND (attnum = ANY (indkey) OR EXISTS (
                SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = indexrelid
                    AND refclassid = 'pg_class'::regclass AND refobjid = indrelid AND refobjsubid = attnum)))
        """,
        cancellation,
        tables.Select(table => table.Name).ToArray(),
        column);

    // Of a table that was never analyzed the planner guesses by its size and the widths of its columns.
    private static async Task<long> GuessAsync(NpgsqlConnection connection, BackfillTable table, CancellationToken cancellation)
    {
        var plan = await connection.ScalarAsync<string>($"EXPLAIN SELECT FROM ONLY {table.Name}", cancellation);
        var rows = Regex.Match(plan ?? "", " rows=([0-9]+) ").Groups[1].Value;
        return long.TryParse(rows, out var guess) ? guess : 0;
    }
}

/// <summary>The application's own triggers, and whether the batches may pass them by.</summary>
/// <param name="Names">Triggers that an UPDATE of the column fires; "" for none.</param>
/// <param name="CanBeSkipped">True where the role may act as replication does, and no foreign key would go unchecked by it.</param>
internal sealed record UserTriggers(string Names, bool CanBeSkipped)
{
    public static async Task<UserTriggers> FindAsync(
        NpgsqlConnection connection, QualifiedName table, string column, int serverVersion, CancellationToken cancellation)
    {
        var found = await connection.QueryAsync(
            PostgresProbe.TriggersOn(table, column, serverVersion), row => new UserTriggers(row.GetString(0), row.GetBoolean(1)), cancellation);
        return found.Count == 1 ? found[0] : new UserTriggers("", false);
    }
}
