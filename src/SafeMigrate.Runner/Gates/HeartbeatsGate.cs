using System.Globalization;
using Npgsql;
using SafeMigrate.Client;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Gates;

/// <summary>
/// Looks at the leases that instances of applications keep (SafeMigrate.Client): each says which shapes of the database it works with. It sees those
/// that are behind a pooler or not connected right now. The floor keeps an instance that starts too late from becoming ready.
/// </summary>
internal static class HeartbeatsGate
{
    /// <summary>The name in events and for <c>--override</c>.</summary>
    public const string Name = "heartbeats";

    private const string Leases = "SELECT service, instance, build, highest, lease_until > now() FROM safemigrate.instance";

    // Whoever beats shares this lock while it reads the floor, so that behind it everybody is in the table or sees the new floor.
    private static readonly string LockBeats = $"SELECT pg_advisory_xact_lock({Heartbeat.Lock.ToString(CultureInfo.InvariantCulture)})";

    /// <summary>Asks whether all who hold a lease can live with the migrations; null where no application keeps leases.</summary>
    public static async Task<GateAnswer?> AskAsync(NpgsqlConnection connection, IReadOnlyCollection<string> migrations, CancellationToken cancellation)
    {
        if (!await HasTablesAsync(connection, cancellation))
            return null;
        try
        {
            return Judge(await LeasesAsync(connection, cancellation), migrations);
        }
        catch (PostgresException exception) when (exception.SqlState == SqlStates.InsufficientPrivilege)
        {
            return new(Name, Verdict.Unknown, $"The leases cannot be read: {exception.MessageText}. GRANT SELECT ON safemigrate.instance to this role.");
        }
    }

    /// <summary>The answer to who has a lease.</summary>
    public static GateAnswer Judge(IReadOnlyList<InstanceLease> leases, IReadOnlyCollection<string> migrations)
    {
        var alive = leases.Where(lease => lease.IsAlive).ToList();
        if (Shape(migrations) is not { } shape)
            return new(Name, Verdict.Unknown, $"Versions that begin with no number cannot be compared with what instances work with: {string.Join(", ", migrations)}.");
        var old = alive.Where(lease => lease.Highest < shape).ToList();
        if (old.Count > 0)
            return new(Name, Verdict.Fail, $"Instances that work only up to an older version than {shape} are alive: {string.Join(", ", old.Order())}.");
        return alive.Count == 0
            ? new(Name, Verdict.Unknown, "No instance has a lease, so it is not known which run.")
            : new(Name, Verdict.Pass, $"All {alive.Count} instances that are alive work with version {shape}.");
    }

    /// <summary>
    /// Raises the floor of all services to the migrations, unless an instance that cannot live with it has come since the gates were asked.
    /// </summary>
    /// <returns>The refusal, or null where the floor is raised or no application keeps leases.</returns>
    public static async Task<GateAnswer?> RaiseAsync(NpgsqlConnection connection, IReadOnlyCollection<string> migrations, bool overridden, CancellationToken cancellation)
    {
        if (Shape(migrations) is not { } shape || !await HasTablesAsync(connection, cancellation))
            return null;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(LockBeats, cancellation);
        if (!overridden && Judge(await LeasesAsync(connection, cancellation), migrations) is { Verdict: Verdict.Fail } refusal)
            return refusal;
        await connection.ExecuteAsync(
            """
            INSERT INTO safemigrate.contract_floor AS f (service, floor)
            SELECT service, $1 FROM (SELECT service FROM safemigrate.instance UNION SELECT service FROM safemigrate.seen) AS known
            ON CONFLICT (service) DO UPDATE SET floor = greatest(f.floor, excluded.floor)
            """,
            cancellation,
            shape);
        await transaction.CommitAsync(cancellation);
        return null;
    }

    /// <summary>After a revert: old instances may run again, down to the newest migration that is still contracted.</summary>
    /// <param name="connection">Without a transaction.</param>
    /// <param name="reverted">The migrations that are expanded again.</param>
    /// <param name="contracted">The migrations that stay contracted.</param>
    /// <param name="cancellation">Stops.</param>
    public static async Task LowerAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> reverted, IReadOnlyCollection<string> contracted, CancellationToken cancellation)
    {
        if (Shape(reverted) is not { } shape || !await HasTablesAsync(connection, cancellation))
            return;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync(LockBeats, cancellation);
        if (Shape(contracted) is { } left)
            await connection.ExecuteAsync("UPDATE safemigrate.contract_floor SET floor = $1 WHERE floor > $1 AND floor <= $2", cancellation, left, shape);
        else
            await connection.ExecuteAsync("DELETE FROM safemigrate.contract_floor WHERE floor <= $1", cancellation, shape);
        await transaction.CommitAsync(cancellation);
    }

    private static Task<bool> HasTablesAsync(NpgsqlConnection connection, CancellationToken cancellation) => connection.ScalarAsync<bool>(
        "SELECT to_regclass('safemigrate.instance') IS NOT NULL AND to_regclass('safemigrate.contract_floor') IS NOT NULL", cancellation);

    private static Task<List<InstanceLease>> LeasesAsync(NpgsqlConnection connection, CancellationToken cancellation) => connection.QueryAsync(
        Leases, row => new InstanceLease(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetBoolean(4)), cancellation);

    // The version that an instance must work with: that of the newest of the migrations, without what follows its number.
    private static long? Shape(IReadOnlyCollection<string> migrations)
    {
        var numbers = migrations.Select(version => new string([.. version.TakeWhile(char.IsAsciiDigit)])).ToList();
        return numbers.Count > 0 && numbers.All(digits => long.TryParse(digits, out _)) ? numbers.Max(digits => long.Parse(digits, CultureInfo.InvariantCulture)) : null;
    }
}

/// <summary>The lease of one instance.</summary>
/// <param name="Service">The application.</param>
/// <param name="Instance">What tells it from the others.</param>
/// <param name="Build">Its version.</param>
/// <param name="Highest">The newest shape of the database that it works with.</param>
/// <param name="IsAlive">The lease has not run out.</param>
internal sealed record InstanceLease(string Service, string Instance, string Build, long Highest, bool IsAlive) : IComparable<InstanceLease>
{
    public int CompareTo(InstanceLease? other) => string.CompareOrdinal(ToString(), other?.ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Service}/{Build} (instance {Instance}, up to {Highest})";
}
