using System.Diagnostics;
using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Journal;

/// <summary>
/// The right to change the database: one runner has it. It is a row with a token; each transaction of the holder locks the token's key,
/// and a takeover changes it, so a takeover waits for the transaction that runs, and a holder that was overtaken cannot begin another.
/// A lease ends with its holder's backends, or when it is not renewed for 30 seconds.
/// </summary>
internal sealed class Lease : IAsyncDisposable
{
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(10);

    // How long the backends of a runner that was killed may take to notice it.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);

    private readonly Target target;
    private readonly RunnerOptions options;
    private readonly Func<NpgsqlConnection, Task> sample;
    private readonly CancellationTokenSource stop = new();
    private NpgsqlConnection? connection;
    private Task renewing = Task.CompletedTask;
    private int mainProcessId;
    private int ownProcessId;

    private Lease(Target target, RunnerOptions options, Func<NpgsqlConnection, Task> sample) =>
        (this.target, this.options, this.sample) = (target, options, sample);

    /// <summary>What each transaction checks.</summary>
    public long Token { get; private set; }

    /// <summary>
    /// Takes the lease for a runner whose main connection is <paramref name="main"/>, or ends with a message that says who has it.
    /// <paramref name="sample"/> is called with a connection of the lease's own at each renewal.
    /// </summary>
    public static async Task<Lease> AcquireAsync(
        Target target, RunnerOptions options, NpgsqlConnection main, Func<NpgsqlConnection, Task> sample, CancellationToken cancellation)
    {
        var lease = new Lease(target, options, sample) { mainProcessId = main.ProcessID };
        try
        {
            await lease.TakeAsync(await lease.ConnectedAsync(cancellation), cancellation);
        }
        catch
        {
            await lease.DisposeAsync();
            throw;
        }

        lease.renewing = Task.Run(lease.RenewAsync, CancellationToken.None);
        return lease;
    }

    /// <summary>Who holds the lease now, or null. Reads only.</summary>
    public static Task<string?> HolderAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        connection.ScalarAsync<string>($"SELECT holder FROM safemigrate.lease WHERE NOT {Free}", cancellation);

    /// <summary>Who held the lease and ended without giving it back, or null. Reads only.</summary>
    public static Task<string?> LostHolderAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        connection.ScalarAsync<string>($"SELECT holder FROM safemigrate.lease WHERE holder IS NOT NULL AND {Free}", cancellation);

    /// <summary>Tells the lease that the main connection is another one now.</summary>
    public async Task MoveAsync(NpgsqlConnection main)
    {
        mainProcessId = main.ProcessID;
        await HoldAsync(main);
    }

    /// <summary>Gives the lease back.</summary>
    public async Task ReleaseAsync(NpgsqlConnection main)
    {
        await StopAsync();
        await main.ExecuteAsync("UPDATE safemigrate.lease SET holder = NULL, pids = '{}', until = NULL WHERE token = $1", CancellationToken.None, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (connection is not null)
            await connection.DisposeAsync();
        stop.Dispose();
    }

    // A backend of another role shows no start; then it may be the holder's, and the lease ends with its time.
    private const string Free = """
        (holder IS NULL OR until < clock_timestamp() OR NOT EXISTS (
            SELECT FROM pg_stat_activity WHERE pid = ANY (pids) AND (backend_start IS NULL OR backend_start <= since)))
        """;

    private static string Holder(string command) =>
        $"{command} on {Environment.MachineName}, process {Environment.ProcessId}, user {Environment.UserName}";

    // Its number is kept: the main connection asks for it while this one may be lost.
    private async Task<NpgsqlConnection> ConnectedAsync(CancellationToken cancellation)
    {
        if (connection is null)
        {
            connection = await target.OpenAsync(cancellation);
            ownProcessId = connection.ProcessID;
        }

        return connection;
    }

    private async Task TakeAsync(NpgsqlConnection own, CancellationToken cancellation)
    {
        var begun = options.Time.GetTimestamp();
        while (true)
        {
            Token = await own.ScalarAsync<long>(
                $"""
                UPDATE safemigrate.lease SET token = token + 1, holder = $1, pids = $2, since = clock_timestamp(),
                    until = clock_timestamp() + interval '30 seconds'
                WHERE {Free} RETURNING token
                """,
                cancellation,
                Holder(options.CommandLine),
                new[] { ownProcessId, mainProcessId });
            if (Token != 0)
                return;
            if (options.Time.GetElapsedTime(begun) > Grace)
                throw new RunnerException(ExitCode.Refused, await RefusalAsync(own, cancellation));
            await options.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }
    }

    private static async Task<string> RefusalAsync(NpgsqlConnection own, CancellationToken cancellation)
    {
        var holder = await HolderAsync(own, cancellation) ?? "another runner";
        return $"Another runner is at work on this database: {holder}. Wait until it ends, then run the command again.";
    }

    private async Task RenewAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Renewal, options.Time, stop.Token);
                var own = await ConnectedAsync(stop.Token);
                await HoldAsync(own);
                await sample(own);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (NpgsqlException exception)
            {
                // The next round tries again; until then the main connection proves that we are alive.
                Trace.TraceWarning("The lease could not be renewed: " + exception.Message);
                if (connection is not null)
                    await connection.DisposeAsync();
                connection = null;
            }
        }
    }

    private Task HoldAsync(NpgsqlConnection through) => through.ExecuteAsync(
        "UPDATE safemigrate.lease SET pids = $2, until = clock_timestamp() + interval '30 seconds', since = clock_timestamp() WHERE token = $1",
        CancellationToken.None,
        Token,
        new[] { ownProcessId, mainProcessId });

    private async Task StopAsync()
    {
        await stop.CancelAsync();
        await renewing;
    }
}
