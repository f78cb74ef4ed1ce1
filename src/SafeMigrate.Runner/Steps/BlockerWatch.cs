using Npgsql;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Steps;

/// <summary>Looks, while a statement waits, who holds what it waits for, and ends those sessions where the user allowed it.</summary>
internal sealed class BlockerWatch(Target target, RunnerOptions options) : IAsyncDisposable
{
    private readonly HashSet<int> refused = [];
    private NpgsqlConnection? connection;

    /// <summary>Who stood in the way of the last statement watched, in words; null where nobody did.</summary>
    public string? Blockers { get; private set; }

    /// <summary>
    /// Runs the statement; after a while, and then again and again, asks who blocks the backend and calls <paramref name="seen"/> when the
    /// answer is another one than before. With <paramref name="end"/> it ends those who may be ended, and calls that with whom. What
    /// <paramref name="look"/> wants to know it asks by the same connection.
    /// </summary>
    public async Task<T> WatchAsync<T>(
        int processId,
        Func<Task<T>> statement,
        TimeSpan pause,
        Action<string>? seen = null,
        Action<string>? end = null,
        Func<NpgsqlConnection, CancellationToken, Task>? look = null)
    {
        using var ended = new CancellationTokenSource();
        var watching = RepeatAsync(processId, pause, seen, end, look ?? ((_, _) => Task.CompletedTask), ended.Token);
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

    private async Task RepeatAsync(
        int processId, TimeSpan pause, Action<string>? seen, Action<string>? end, Func<NpgsqlConnection, CancellationToken, Task> look, CancellationToken ended)
    {
        Blockers = null;
        try
        {
            while (true)
            {
                await Task.Delay(pause, options.Time, ended);
                connection ??= await target.OpenAsync(ended);
                await look(connection, ended);
                var blockers = await Blocker.FindAsync(connection, processId, ended);
                if (blockers.Count == 0)
                    continue;
                var words = string.Join("; ", blockers);
                if (words != Blockers)
                    seen?.Invoke(words);
                Blockers = words;
                if (end is not null && options.CancelBlockers is { } oldest)
                    await EndAsync(connection, blockers, oldest, end);
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

    private async Task EndAsync(NpgsqlConnection through, IReadOnlyList<Blocker> blockers, TimeSpan oldest, Action<string> end)
    {
        foreach (var blocker in blockers)
        {
            if (blocker.Ending(oldest) is { } function)
                await EndAsync(through, blocker, function, end);
            else if (refused.Add(blocker.ProcessId))
                end($"Leaves {blocker} alone: {Reason(blocker, oldest)}");
        }
    }

    private async Task EndAsync(NpgsqlConnection through, Blocker blocker, string function, Action<string> end)
    {
        try
        {
            if (!await through.ScalarAsync<bool>($"SELECT {function}($1)", CancellationToken.None, blocker.ProcessId))
                return; // It was gone by itself.
            await ChangeJournal.AuditAsync(through, options.CommandLine, "cancel blocker", blocker.ToString(), CancellationToken.None);
            end($"{(function == "pg_cancel_backend" ? "Cancelled" : "Ended")} {blocker}");
        }
        catch (PostgresException exception) when (exception.SqlState == SqlStates.InsufficientPrivilege)
        {
            if (refused.Add(blocker.ProcessId))
                end($"May not end {blocker}: {exception.MessageText}. GRANT pg_signal_backend TO this role allows it for all but superusers");
        }
    }

    private static string Reason(Blocker blocker, TimeSpan oldest) => blocker.Kind == "client backend"
        ? $"a transaction older than {oldest.TotalSeconds:0} s has work to lose"
        : "it is no session of an application";
}
