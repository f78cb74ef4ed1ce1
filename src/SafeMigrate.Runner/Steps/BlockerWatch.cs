using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Steps;

/// <summary>Looks, while a statement waits, who holds what it waits for.</summary>
internal sealed class BlockerWatch(Target target, RunnerOptions options) : IAsyncDisposable
{
    private NpgsqlConnection? connection;

    /// <summary>Who stood in the way of the last statement watched, in words; null where nobody did.</summary>
    public string? Blockers { get; private set; }

    /// <summary>
    /// Runs the statement; after a while, and then again and again, asks who blocks the backend and calls <paramref name="seen"/> when the
    /// answer is another one than before.
    /// </summary>
    public async Task<T> WatchAsync<T>(int processId, Func<Task<T>> statement, TimeSpan after, Action<string>? seen = null)
    {
        using var ended = new CancellationTokenSource();
        var watching = RepeatAsync(processId, after, seen, ended.Token);
        try
        {
            return await statement();
        }
        finally
        {
            await ended.CancelAsync();
            await watching;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
    }

    private async Task RepeatAsync(int processId, TimeSpan after, Action<string>? seen, CancellationToken ended)
    {
        Blockers = null;
        try
        {
            for (var pause = after; ; pause = TimeSpan.FromSeconds(2))
            {
                await Task.Delay(pause, options.Time, ended);
                var blockers = await LookAsync(processId, ended);
                if (blockers is not null && blockers != Blockers)
                    seen?.Invoke(blockers);
                Blockers = blockers ?? Blockers;
            }
        }
        catch (OperationCanceledException)
        {
            return; // The statement ended.
        }
        catch (NpgsqlException)
        {
            // Who blocks is good to know and nothing depends on it; the statement itself says what is wrong with the server.
            if (connection is not null)
                await connection.DisposeAsync();
            connection = null;
        }
    }

    private async Task<string?> LookAsync(int processId, CancellationToken ended)
    {
        connection ??= await target.OpenAsync(ended);
        var blockers = await connection.QueryAsync(
            """
            SELECT pid, coalesce(application_name, ''), coalesce(extract(epoch FROM clock_timestamp() - xact_start), 0)::int,
                coalesce(state, 'unknown'), left(regexp_replace(coalesce(query, ''), '\s+', ' ', 'g'), 80)
            FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids($1)) ORDER BY xact_start
            """,
            row => $"pid {row.GetInt32(0)} ({(row.GetString(1) is { Length: > 0 } name ? name : "no application name")}, "
                + $"in a transaction for {row.GetInt32(2)} s, {row.GetString(3)}: {row.GetString(4)})",
            ended,
            processId);
        return blockers.Count == 0 ? null : string.Join("; ", blockers);
    }
}
