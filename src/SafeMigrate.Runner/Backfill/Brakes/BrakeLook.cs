using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Backfill.Brakes;

/// <summary>Asks all brakes that have a limit.</summary>
internal static class BrakeLook
{
    /// <summary>What each brake says; brakes without a limit are asked too where <paramref name="all"/> is true.</summary>
    public static async Task<List<BrakeState>> AtAsync(
        NpgsqlConnection connection, BackfillSettings settings, BrakeMemory memory, bool all, CancellationToken cancellation)
    {
        memory.Add(await connection.ScalarAsync<long>("SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint", cancellation));
        var states = new List<BrakeState>();
        foreach (var brake in Brake.All)
        {
            var limit = settings.Limit(brake.Name, brake.DefaultLimit);
            if (limit is not null || all)
                states.Add(State(brake, limit, await brake.Read(connection, memory, cancellation)));
        }

        if (settings.Condition is { } condition)
            states.Add(await ConditionAsync(connection, condition, cancellation));
        return states;
    }

    /// <summary>Runs the user's query where it can change nothing and take no longer than two seconds.</summary>
    /// <exception cref="PostgresException">It is no query, or its answer is neither true nor false.</exception>
    public static async Task<bool> IsTrueAsync(NpgsqlConnection connection, string condition, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("SET TRANSACTION READ ONLY; SET LOCAL statement_timeout = '2s'; SET LOCAL lock_timeout = '100ms'", cancellation);
        return await connection.ScalarRawAsync<bool>($"SELECT EXISTS (SELECT FROM ({condition}) AS condition (answer) WHERE answer)");
    }

    private static BrakeState State(Brake brake, double? limit, BrakeReading? reading)
    {
        var value = reading is null ? BrakeText.Invisible : brake.Text(reading.Value);
        var isOn = reading?.Value > limit;
        var limited = limit is null ? "off" : brake.Text(limit.Value);
        var who = reading is { Value: > 0, Who.Length: > 0 } ? reading.Who : "";
        return new BrakeState(brake.Name, limited, value, isOn)
        {
            Who = who,
            Message = $"{brake.Name}: {brake.Means}{(who == "" ? "" : $" ({who})")}: {value}, more than {limited}",
        };
    }

    // A query that fails does not say that all is well.
    private static async Task<BrakeState> ConditionAsync(NpgsqlConnection connection, string condition, CancellationToken cancellation)
    {
        try
        {
            var isOn = await IsTrueAsync(connection, condition, cancellation);
            return new BrakeState(Brake.Condition, condition, isOn ? "true" : "false", isOn) { Message = $"{Brake.Condition}: {condition}" };
        }
        catch (PostgresException exception) when (!exception.IsConnectionLost())
        {
            return new BrakeState(Brake.Condition, condition, "fails", IsOn: true) { Message = $"{Brake.Condition}: {condition} fails: {exception.MessageText}" };
        }
    }
}
