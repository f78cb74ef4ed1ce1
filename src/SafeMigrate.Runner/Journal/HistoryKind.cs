using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Journal;

/// <summary>The history of one kind of runner: how its table is found, and how a row looks.</summary>
/// <param name="Runner">The runner, and the key in the configuration.</param>
/// <param name="Standard">The table's standard name, quoted.</param>
/// <param name="Versions">A regular expression for the versions it holds.</param>
/// <param name="Columns">The names that its columns can have: the version's first.</param>
/// <param name="Insert">Adds version <c>$1</c> with the name <c>$2</c> to <c>{0}</c>, whose columns are <c>{1}</c> and so on.</param>
internal sealed record HistoryKind(string Runner, string Standard, string Versions, IReadOnlyList<IReadOnlyList<string>> Columns, string Insert)
{
    // All columns, and no other, so that nobody's own table is taken for it.
    private const string Alike = """
        SELECT pg_class.oid::regclass::text FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE relkind IN ('r', 'p') AND nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'safemigrate')
            AND (SELECT array_agg(attname::text ORDER BY attname COLLATE "C") FROM pg_attribute WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped) = $1
        ORDER BY 1
        """;

    /// <summary>Both kinds, under the names that the user gave.</summary>
    public static IReadOnlyList<(HistoryKind Kind, string? Named)> All(HistoryNames names) =>
    [
        (
            new HistoryKind(
                "fluentmigrator",
                "\"VersionInfo\"",
                "^[0-9]+$",
                [names.FluentMigratorColumns],
                "INSERT INTO {0} ({1}, {2}, {3}) VALUES ($1::bigint, clock_timestamp() AT TIME ZONE 'UTC', $2)"),
            names.FluentMigrator),
        (
            new HistoryKind(
                "efcore",
                "\"__EFMigrationsHistory\"",
                "^[0-9]+_",
                [["MigrationId", "ProductVersion"], ["migration_id", "product_version"]],
                "INSERT INTO {0} ({1}, {2}) SELECT $1, coalesce((SELECT max({2}) FROM {0}), $2)"),
            names.EntityFramework),
    ];

    /// <summary>True for a version as this runner writes them.</summary>
    public bool Holds(string version) => System.Text.RegularExpressions.Regex.IsMatch(version, Versions);

    /// <summary>The table of this database, or null. One that is named and missing, or several that look alike, end with a message.</summary>
    public async Task<MigrationHistory?> FindAsync(NpgsqlConnection connection, string? named, CancellationToken cancellation)
    {
        if (named is not null)
        {
            return await connection.ScalarAsync<bool>("SELECT to_regclass($1) IS NOT NULL", cancellation, named)
                ? await OfAsync(connection, named, cancellation)
                : throw new RunnerException(ExitCode.Usage, $"history:{Runner} in the configuration names {named}, which is not in the database. It is written as SQL: ops.\"VersionInfo\".");
        }

        if (await connection.ScalarAsync<bool>("SELECT to_regclass($1) IS NOT NULL", cancellation, Standard))
            return await OfAsync(connection, Standard, cancellation);
        var alike = new List<string>();
        foreach (var columns in Columns)
            alike.AddRange(await connection.QueryAsync(Alike, row => row.GetString(0), cancellation, (object)columns.Order(StringComparer.Ordinal).ToArray()));
        return alike.Count switch
        {
            0 => null,
            1 => await OfAsync(connection, alike[0], cancellation),
            _ => throw new RunnerException(ExitCode.Usage, $"Several tables look like the history of {Runner}: {string.Join(", ", alike)}. Name one as history:{Runner} in safemigrate.json."),
        };
    }

    private async Task<MigrationHistory> OfAsync(NpgsqlConnection connection, string table, CancellationToken cancellation)
    {
        var there = await connection.QueryAsync(
            "SELECT attname::text FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped", row => row.GetString(0), cancellation, table);
        var columns = Columns.FirstOrDefault(columns => columns.All(there.Contains))
            ?? throw new RunnerException(ExitCode.Usage, $"{table} has not the columns of a history of {Runner}: {string.Join(", ", Columns[0])}. history:{Runner}Columns in safemigrate.json names them.");
        object[] names = [table, .. columns.Select(Names.Quoted)];
        return new MigrationHistory(table, Names.Quoted(columns[0]), string.Format(null, Insert, names));
    }
}
