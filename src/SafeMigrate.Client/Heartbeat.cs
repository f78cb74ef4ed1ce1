using System.Data.Common;
using System.Globalization;

namespace SafeMigrate.Client;

/// <summary>Renews the lease of one instance.</summary>
/// <param name="options">Who it is.</param>
public sealed class Heartbeat(HeartbeatOptions options)
{
    /// <summary>
    /// The key of the advisory lock that beats share and that raising the floor takes alone: whoever reads the floor has said who it is before the
    /// floor can rise.
    /// </summary>
    public const long Lock = 0x5AFE_317E;

    private const string Upsert = """
        INSERT INTO safemigrate.instance AS i (service, instance, build, lowest, highest, started_at, lease_until)
        VALUES (@service, @instance, @build, @lowest, @highest, now(), now() + @lease * interval '1 second')
        ON CONFLICT (service, instance) DO UPDATE SET lease_until = excluded.lease_until, draining = false
        """;

    /// <summary>What the last beat came to; null before the first.</summary>
    public HeartbeatState? State { get; private set; }

    /// <summary>
    /// Renews the lease, by the clock of the database. An instance that is below the floor gets none.
    /// </summary>
    /// <param name="cancellation">Ends the beat; the lease then runs out by itself.</param>
    /// <returns>What the database said.</returns>
    /// <exception cref="DbException">The database cannot be reached, or has no tables for heartbeats.</exception>
    public async Task<HeartbeatState> BeatAsync(CancellationToken cancellation)
    {
        using var connection = options.Connect();
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        using var transaction = connection.BeginTransaction();
        await RunAsync(connection, transaction, $"SELECT pg_advisory_xact_lock_shared({Lock.ToString(CultureInfo.InvariantCulture)})", cancellation).ConfigureAwait(false);
        var floor = await RunAsync(connection, transaction, "SELECT floor FROM safemigrate.contract_floor WHERE service = @service", cancellation).ConfigureAwait(false) as long?;
        if (floor is null || floor <= options.Highest)
            await RunAsync(connection, transaction, Upsert, cancellation).ConfigureAwait(false);
        transaction.Commit();
        return State = new HeartbeatState(floor, floor is null || floor <= options.Highest);
    }

    /// <summary>Gives the lease back: the instance holds no connection of its own any more.</summary>
    /// <param name="cancellation">Ends the attempt; the lease then runs out by itself.</param>
    /// <returns>A task that ends when the lease is gone.</returns>
    /// <exception cref="DbException">The database cannot be reached.</exception>
    public async Task LeaveAsync(CancellationToken cancellation)
    {
        using var connection = options.Connect();
        await connection.OpenAsync(cancellation).ConfigureAwait(false);
        await RunAsync(connection, null, "DELETE FROM safemigrate.instance WHERE service = @service AND instance = @instance", cancellation).ConfigureAwait(false);
    }

    private async Task<object?> RunAsync(DbConnection connection, DbTransaction? transaction, string sql, CancellationToken cancellation)
    {
        using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        foreach (var (name, value) in Values().Where(each => sql.Contains("@" + each.Name)))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
    }

    private IEnumerable<(string Name, object Value)> Values() =>
    [
        ("service", options.Service),
        ("instance", options.Instance),
        ("build", options.Build),
        ("lowest", options.Lowest),
        ("highest", options.Highest),
        ("lease", options.Interval.TotalSeconds * 3),
    ];
}

/// <summary>What the database said to a beat.</summary>
/// <param name="Floor">The version below which no build may run any more; null where no contract has raised it.</param>
/// <param name="IsAccepted">False for an instance that the database has left behind.</param>
public sealed record HeartbeatState(long? Floor, bool IsAccepted);
