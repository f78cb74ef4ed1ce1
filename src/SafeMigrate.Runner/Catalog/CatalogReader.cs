using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Catalog;

/// <summary>Reads a live database's catalog: all tables that are not the server's or the journal's, in a handful of queries.</summary>
public static class CatalogReader
{
    /// <summary>The whole schema, complete: what is not found does not exist. Ends with a message where the server cannot be used.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<Schema> ReadAsync(string connectionString, CancellationToken cancellation = default)
    {
        await using var connection = await new Target(connectionString).OpenFirstAsync(cancellation);
        return await ReadAsync(connection, cancellation);
    }

    /// <summary>The tables, and with them what is needed to judge migrations elsewhere: sizes, views, and what has run. A standby will do.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task<CatalogSnapshot> SnapshotAsync(string connectionString, CancellationToken cancellation = default)
    {
        await using var connection = await new Target(connectionString).OpenToReadAsync(cancellation);
        try
        {
            return await SnapshotAsync(connection, cancellation);
        }
        catch (NpgsqlException exception)
        {
            throw new RunnerException(ExitCode.Stopped, $"The catalog cannot be read: {(exception as PostgresException)?.MessageText ?? exception.Message}. Nothing was changed; run the command again.", exception);
        }
    }

    private static async Task<CatalogSnapshot> SnapshotAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await BeginAsync(connection, cancellation);
        var snapshot = await TablesAsync(connection, cancellation);
        return snapshot with
        {
            StatisticsSince = await connection.ScalarAsync<DateTime?>(CatalogQueries.StatisticsSince, cancellation),
            Applied = await AppliedHistories.ReadAsync(connection, cancellation),
            Views = await connection.QueryAsync(CatalogQueries.Views, CatalogRows.View, cancellation),
        };
    }

    internal static async Task<Schema> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await BeginAsync(connection, cancellation);
        var snapshot = await TablesAsync(connection, cancellation);
        return CatalogSchema.OfWritten(snapshot);
    }

    // One snapshot, so that the queries fit together while others change the schema.
    private static ValueTask<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);

    private static async Task<CatalogSnapshot> TablesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var version = connection.PostgreSqlVersion.Major;
        var server = await connection.ScalarAsync<string>("SELECT split_part(current_setting('server_version'), ' ', 1)", cancellation);
        var defaultSchema = await connection.ScalarAsync<string>("SELECT current_schema()", cancellation) ?? "public";
        var tables = await connection.QueryAsync(CatalogQueries.Tables, CatalogRows.Table, cancellation);
        var columns = (await connection.QueryAsync(CatalogQueries.Columns(version), CatalogRows.Column, cancellation)).ToLookup(row => row.Owner, row => row.Value);
        var constraints = (await connection.QueryAsync(CatalogQueries.Constraints, CatalogRows.Object, cancellation)).ToLookup(row => row.Owner, row => row.Value);
        var indexes = (await connection.QueryAsync(CatalogQueries.Indexes, CatalogRows.Object, cancellation)).ToLookup(row => row.Owner, row => row.Value);
        var dependents = (await connection.QueryAsync(CatalogQueries.Dependents, CatalogRows.Dependent, cancellation)).ToLookup(row => row.Owner, row => row.Value);
        return new CatalogSnapshot(server ?? "", defaultSchema)
        {
            Domains = await DomainsAsync(connection, cancellation),
            Routines = await connection.QueryAsync(CatalogQueries.Routines, row => new Routine(row.Get<string>("name")!, row.Get<string>("body")!), cancellation),
            Tables =
            [
                .. tables.Select(row => row.Value with
                {
                    Columns = [.. columns[row.Owner]],
                    Constraints = [.. constraints[row.Owner]],
                    Indexes = [.. indexes[row.Owner]],
                    Dependents = [.. dependents[row.Owner]],
                }),
            ],
        };
    }

    private static async Task<IReadOnlyList<CatalogDomain>> DomainsAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var domains = await connection.QueryAsync(CatalogQueries.Domains, CatalogRows.Domain, cancellation);
        var checks = (await connection.QueryAsync(CatalogQueries.DomainChecks, CatalogRows.Object, cancellation)).ToLookup(row => row.Owner, row => row.Value);
        return [.. domains.Select(row => row.Value with { Checks = [.. checks[row.Owner]] })];
    }
}
