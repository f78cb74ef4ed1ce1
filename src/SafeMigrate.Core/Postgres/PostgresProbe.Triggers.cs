namespace SafeMigrate.Postgres;

public static partial class PostgresProbe
{
    /// <summary>
    /// A query of one row: the application's triggers that an UPDATE of the column fires, "" for none, and whether batches may pass them by: the role may
    /// act as replication does, no trigger would fire only then, and no foreign key would go unchecked. No row where there is no such column.
    /// </summary>
    /// <param name="table">The table. A partition may have triggers and keys that its table has not.</param>
    /// <param name="column">The column.</param>
    /// <param name="version">The server's major version: from 15 on the right can be granted.</param>
    public static string TriggersOn(QualifiedName table, string column, int version) => $"""
        WITH RECURSIVE family AS (SELECT {Oid(table)}::oid AS relation UNION SELECT inhrelid FROM pg_catalog.pg_inherits JOIN family ON inhparent = relation),
          attribute AS (SELECT relation, attnum FROM family JOIN pg_catalog.pg_attribute ON attrelid = relation WHERE attname = {PostgresWriter.Literal(column)})
        SELECT coalesce(string_agg(DISTINCT quote_ident(tgname), ', ') FILTER (WHERE tgenabled = 'O'), ''),
          NOT coalesce(bool_or(tgenabled = 'R'), false) AND (rolsuper OR {(version >= 15 ? "has_parameter_privilege('session_replication_role', 'SET')" : "false")})
            AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint, attribute WHERE contype = 'f'
              AND (conrelid = relation AND attnum = ANY (conkey) OR confrelid = relation AND attnum = ANY (confkey)))
        FROM (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS role CROSS JOIN attribute LEFT JOIN pg_catalog.pg_trigger
          ON tgrelid = relation AND NOT tgisinternal AND tgenabled <> 'D' AND tgtype & 16 <> 0 AND (tgattr = ''::int2vector OR attnum = ANY (tgattr))
          AND tgfoid NOT IN (SELECT oid FROM pg_catalog.pg_proc WHERE pronamespace = to_regnamespace('{PostgresWriter.OwnSchema}'))
        GROUP BY rolsuper
        """;
}
