using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace SafeMigrate.DatabaseTests;

/// <summary>
/// A network between client and server that fails in the worst moment: it passes a COMMIT on, waits for the server's answer, and cuts the
/// connection without delivering it. The client cannot know whether the transaction is there; it is.
/// </summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly NpgsqlConnectionStringBuilder target;
    private readonly Task accepting;
    private int commits;

    public CuttingProxy(TestDatabase database)
    {
        target = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        listener.Start();
        accepting = Task.Run(AcceptAsync);
    }

    /// <summary>How many answers were lost.</summary>
    public int Cuts { get; private set; }

    public string ConnectionString => new NpgsqlConnectionStringBuilder(target.ConnectionString)
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)listener.LocalEndpoint).Port,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = PassAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        await far.ConnectAsync(target.Host!, target.Port, stop.Token);
        var cut = new TaskCompletionSource();
        await Task.WhenAny(UpAsync(near.GetStream(), far.GetStream(), cut), DownAsync(far.GetStream(), near.GetStream(), cut));
    }

    private async Task UpAsync(NetworkStream from, NetworkStream to, TaskCompletionSource cut)
    {
        var buffer = new byte[65536];
        while (await from.ReadAsync(buffer, stop.Token) is > 0 and var count)
        {
            // Every second one, so that the work goes on; not those of the driver, which are longer.
            if (Encoding.Latin1.GetString(buffer, 0, count).Contains("COMMIT\0") && Interlocked.Increment(ref commits) % 2 == 0)
                cut.SetResult();
            await to.WriteAsync(buffer.AsMemory(0, count), stop.Token);
        }
    }

    private async Task DownAsync(NetworkStream from, NetworkStream to, TaskCompletionSource cut)
    {
        var buffer = new byte[65536];
        while (await from.ReadAsync(buffer, stop.Token) is > 0 and var count)
        {
            if (cut.Task.IsCompleted)
            {
                Cuts++;
                return;
            }

            await to.WriteAsync(buffer.AsMemory(0, count), stop.Token);
        }
    }
}
