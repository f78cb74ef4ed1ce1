using Npgsql;

namespace SafeMigrate.Runner.Connections;

/// <summary>
/// The one connection that changes the database and the journal. Where it is lost, the work is done again on a new one, until the
/// deadline: so all work given to it must bear being done twice.
/// </summary>
internal sealed class MainConnection(Target target, RunnerOptions options, Action<string> lost) : IAsyncDisposable
{
    // How long a command waits at its beginning for a server that is restarting.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private NpgsqlConnection? connection;

    /// <summary>Called with each connection that takes the place of a lost one, before work goes on.</summary>
    public Func<NpgsqlConnection, Task> Reopened { get; set; } = _ => Task.CompletedTask;

    /// <summary>False while a lost connection has no successor.</summary>
    public bool IsOpen => connection?.State == System.Data.ConnectionState.Open;

    /// <summary>The server's version as a number: 150003.</summary>
    public int ServerVersion { get; private set; }

    public async Task OpenAsync(CancellationToken cancellation)
    {
        connection = await OpenFirstAsync(cancellation);
        ServerVersion = connection.PostgreSqlVersion.Major * 10000 + connection.PostgreSqlVersion.Minor;
    }

    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation)
    {
        var begun = options.Time.GetTimestamp();
        for (var pause = options.FirstPause; ; pause = Longer(pause))
        {
            try
            {
                // The driver keeps to itself that a connection broke while it took a transaction back.
                if (connection is not null && !IsOpen)
                    await CloseAsync();
                return await work(connection ??= await ReopenAsync(cancellation));
            }
            catch (NpgsqlException exception) when (exception.IsConnectionLost() && options.Time.GetElapsedTime(begun) < options.Deadline)
            {
                await CloseAsync();
                lost(exception.Message);
                await options.Delay(pause * (0.5 + options.Random()), cancellation);
            }
        }
    }

    public Task RunAsync(Func<NpgsqlConnection, Task> work, CancellationToken cancellation) => RunAsync(
        async open =>
        {
            await work(open);
            return true;
        },
        cancellation);

    public async ValueTask DisposeAsync() => await CloseAsync();

    // A server that answers, but is starting, stopping or full, is worth a moment; a wrong address or password is not.
    private async Task<NpgsqlConnection> OpenFirstAsync(CancellationToken cancellation)
    {
        var begun = options.Time.GetTimestamp();
        for (var pause = options.FirstPause; ; pause = Longer(pause))
        {
            try
            {
                return await target.OpenFirstAsync(cancellation);
            }
            catch (RunnerException exception) when (exception.InnerException is NpgsqlException { InnerException: not System.Net.Sockets.SocketException } inner
                && inner.IsConnectionLost() && options.Time.GetElapsedTime(begun) < Patience)
            {
                lost(inner.Message);
                await options.Delay(pause * (0.5 + options.Random()), cancellation);
            }
        }
    }

    private TimeSpan Longer(TimeSpan pause) => pause * 2 < options.LongestPause ? pause * 2 : options.LongestPause;

    private async Task<NpgsqlConnection> ReopenAsync(CancellationToken cancellation)
    {
        var reopened = await target.OpenAsync(cancellation);
        try
        {
            await Reopened(reopened);
            return reopened;
        }
        catch
        {
            await reopened.DisposeAsync();
            throw;
        }
    }

    private async Task CloseAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
        connection = null;
    }
}
