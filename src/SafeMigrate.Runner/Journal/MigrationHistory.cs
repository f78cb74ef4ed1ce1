using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Journal;

/// <summary>
/// The table in which a usual runner of migrations in C# keeps what it has applied, under its standard name. A migration that is there is
/// not run again, and one that is complete, and only then, gets its row there, so that the usual runner agrees.
/// </summary>
/// <param name="Table">Its name, quoted.</param>
/// <param name="Column">The column that holds the version, quoted.</param>
/// <param name="Versions">A regular expression for the versions it holds.</param>
/// <param name="Insert">Adds version <c>$1</c> with the name <c>$2</c>.</param>
internal sealed record MigrationHistory(string Table, string Column, string Versions, string Insert)
{
    private static readonly IReadOnlyList<MigrationHistory> All =
    [
        new(
            "\"VersionInfo\"",
            "\"Version\"",
            "^[0-9]+$",
            """INSERT INTO "VersionInfo" ("Version", "AppliedOn", "Description") VALUES ($1::bigint, clock_timestamp() AT TIME ZONE 'UTC', $2)"""),
        new(
            "\"__EFMigrationsHistory\"",
            "\"MigrationId\"",
            "^[0-9]+_",
            """
            INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
            SELECT $1, coalesce((SELECT max("ProductVersion") FROM "__EFMigrationsHistory"), $2)
            """),
    ];

    /// <summary>Which of these migrations were applied by their usual runner.</summary>
    public static async Task<IReadOnlyList<Migration>> AppliedAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        var applied = new List<Migration>();
        foreach (var history in All)
        {
            var own = migrations.Where(migration => IsCode(migration) && history.Holds(migration.Version)).ToList();
            if (own.Count == 0 || !await history.ExistsAsync(connection, cancellation))
                continue;
            var versions = await connection.QueryAsync($"SELECT {history.Column}::text FROM {history.Table}", row => row.GetString(0), cancellation);
            applied.AddRange(own.Where(migration => versions.Contains(migration.Version)));
        }

        return applied;
    }

    /// <summary>True for a migration that such a runner knows.</summary>
    public static bool IsCode(Migration migration) => migration.Source.Path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds the migration where its last change is contracted, and takes it out where one is not any more.</summary>
    public static async Task UpdateAsync(NpgsqlConnection connection, string version, CancellationToken cancellation)
    {
        foreach (var history in All.Where(history => history.Holds(version)))
        {
            if (!await history.ExistsAsync(connection, cancellation))
                continue;
            var found = await connection.QueryAsync(
                """
                SELECT name, is_code, (SELECT bool_and(state IN ('contracted', 'purged')) FROM safemigrate.change WHERE migration = version)
                FROM safemigrate.migration WHERE version = $1
                """,
                row => (Name: row.GetString(0), IsCode: row.GetBoolean(1), IsComplete: row.GetBoolean(2)),
                cancellation,
                version);
            if (found is [{ IsCode: true } migration])
                await history.SetAsync(connection, version, migration.Name, migration.IsComplete, cancellation);
        }
    }

    private bool Holds(string version) => System.Text.RegularExpressions.Regex.IsMatch(version, Versions);

    private Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        connection.ScalarAsync<bool>("SELECT to_regclass($1) IS NOT NULL", cancellation, Table);

    private async Task SetAsync(NpgsqlConnection connection, string version, string name, bool isComplete, CancellationToken cancellation)
    {
        var isThere = await connection.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM {Table} WHERE {Column}::text = $1)", cancellation, version);
        if (isComplete && !isThere)
            await connection.ExecuteAsync(Insert, cancellation, version, name);
        else if (!isComplete && isThere)
            await connection.ExecuteAsync($"DELETE FROM {Table} WHERE {Column}::text = $1", cancellation, version);
    }
}
