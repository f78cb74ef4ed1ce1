using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Journal;

/// <summary>
/// The table in which a usual runner of migrations in C# keeps what it has applied. A migration that is there is not run again, and one that is
/// complete, and only then, gets its row there, so that the usual runner agrees.
/// </summary>
/// <param name="Table">Its name as SQL.</param>
/// <param name="Column">The column that holds the version, quoted.</param>
/// <param name="Insert">Adds version <c>$1</c> with the name <c>$2</c>.</param>
internal sealed record MigrationHistory(string Table, string Column, string Insert)
{
    /// <summary>Which of these migrations were applied by their usual runner.</summary>
    public static async Task<IReadOnlyList<Migration>> AppliedAsync(
        NpgsqlConnection connection, HistoryNames names, IReadOnlyList<Migration> migrations, CancellationToken cancellation)
    {
        var applied = new List<Migration>();
        foreach (var (kind, named) in HistoryKind.All(names))
        {
            var own = migrations.Where(migration => IsCode(migration) && kind.Holds(migration.Version)).ToList();
            if (own.Count == 0 || await kind.FindAsync(connection, named, cancellation) is not { } history)
                continue;
            var versions = await connection.QueryAsync($"SELECT {history.Column}::text FROM {history.Table}", row => row.GetString(0), cancellation);
            applied.AddRange(own.Where(migration => versions.Contains(migration.Version)));
        }

        return applied;
    }

    /// <summary>True for a migration that such a runner knows.</summary>
    public static bool IsCode(Migration migration) => migration.Source.Path.EndsWith(".cs", StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds the migration where its last change is contracted, and takes it out where one is not any more.</summary>
    public static async Task UpdateAsync(NpgsqlConnection connection, HistoryNames names, string version, CancellationToken cancellation)
    {
        var found = await connection.QueryAsync(
            """
            SELECT name, (SELECT bool_and(state IN ('contracted', 'purged')) FROM safemigrate.change WHERE migration = version)
            FROM safemigrate.migration WHERE version = $1 AND is_code
            """,
            row => (Name: row.GetString(0), IsComplete: row.GetBoolean(1)),
            cancellation,
            version);
        if (found is not [var migration])
            return;
        foreach (var (kind, named) in HistoryKind.All(names).Where(history => history.Kind.Holds(version)))
        {
            if (await kind.FindAsync(connection, named, cancellation) is { } history)
                await history.SetAsync(connection, version, migration.Name, migration.IsComplete, cancellation);
        }
    }

    private async Task SetAsync(NpgsqlConnection connection, string version, string name, bool isComplete, CancellationToken cancellation)
    {
        var isThere = await connection.ScalarAsync<bool>($"SELECT EXISTS (SELECT FROM {Table} WHERE {Column}::text = $1)", cancellation, version);
        if (isComplete && !isThere)
            await connection.ExecuteAsync(Insert, cancellation, version, name);
        else if (!isComplete && isThere)
            await connection.ExecuteAsync($"DELETE FROM {Table} WHERE {Column}::text = $1", cancellation, version);
    }
}
