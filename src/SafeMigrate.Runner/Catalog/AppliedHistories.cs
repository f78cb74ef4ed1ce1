using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Catalog;

/// <summary>Reads which migrations have run from the tables in which tools keep them, under the tables' standard names.</summary>
internal static class AppliedHistories
{
    private static readonly IReadOnlyList<HistoryTable> Tables =
    [
        new("dbmate", "schema_migrations", "SELECT version::text FROM schema_migrations") { WithoutColumn = "dirty" },
        new("diesel", "__diesel_schema_migrations", "SELECT version::text FROM __diesel_schema_migrations"),
        new("efcore", "\"__EFMigrationsHistory\"", """SELECT "MigrationId" FROM "__EFMigrationsHistory" """),
        new("fluentmigrator", "\"VersionInfo\"", """SELECT "Version"::text FROM "VersionInfo" """),
        new("flyway", "flyway_schema_history", "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL AND type NOT LIKE 'UNDO%'"),
        new("golang-migrate", "schema_migrations", "SELECT version::text FROM schema_migrations") { WithColumn = "dirty", KeepsLastOnly = true },
        new(
            "goose",
            "goose_db_version",
            "SELECT version_id::text FROM (SELECT DISTINCT ON (version_id) * FROM goose_db_version ORDER BY version_id, id DESC) AS last WHERE is_applied AND version_id > 0"),
        new("prisma", "_prisma_migrations", "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL"),
        new(
            "safemigrate",
            "safemigrate.change",
            "SELECT migration FROM safemigrate.change GROUP BY migration HAVING bool_and(state IN ('contracted', 'purged'))"),
        new("sql-migrate", "gorp_migrations", "SELECT regexp_replace(id, '[.]sql$', '') FROM gorp_migrations"),
    ];

    /// <summary>What is there and may be read, in the order of the tools' names.</summary>
    public static async Task<IReadOnlyList<AppliedHistory>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var found = new List<AppliedHistory>();
        foreach (var table in Tables)
        {
            if (await IsThereAsync(connection, table, cancellation))
                found.Add(await ReadAsync(connection, table, cancellation));
        }

        return found;
    }

    private static async Task<AppliedHistory> ReadAsync(NpgsqlConnection connection, HistoryTable table, CancellationToken cancellation)
    {
        var versions = await connection.QueryAsync(table.Versions, row => row.GetString(0), cancellation);
        return table.KeepsLastOnly
            ? new AppliedHistory(table.Tool, []) { UpTo = versions.FirstOrDefault() }
            : new AppliedHistory(table.Tool, [.. versions.Order(StringComparer.Ordinal)]);
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, HistoryTable table, CancellationToken cancellation)
    {
        const string Columns = "coalesce((SELECT array_agg(attname::text) FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0), '{}')";
        return await connection.ScalarAsync<bool>(
            $"SELECT has_table_privilege(to_regclass($1)::oid, 'SELECT') AND $2 <> ALL ({Columns}) AND ($3 = '' OR $3 = ANY ({Columns}))",
            cancellation,
            table.Name,
            table.WithoutColumn,
            table.WithColumn);
    }

    /// <summary>A table in which a tool keeps what has run.</summary>
    /// <param name="Tool">The tool.</param>
    /// <param name="Name">The table's name, quoted where it must be.</param>
    /// <param name="Versions">The query for the versions.</param>
    private sealed record HistoryTable(string Tool, string Name, string Versions)
    {
        /// <summary>Two tools use the same name; one of them has this column.</summary>
        public string WithColumn { get; init; } = "";

        public string WithoutColumn { get; init; } = "";

        /// <summary>One row with the last version.</summary>
        public bool KeepsLastOnly { get; init; }
    }
}
