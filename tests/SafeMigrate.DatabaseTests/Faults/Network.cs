using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace SafeMigrate.DatabaseTests.Faults;

/// <summary>A network between clients and a server: it can lead to another server, be cut, and fail packet by packet.</summary>
internal sealed class Network : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<TcpClient, bool> open = new();
    private readonly Task accepting;

    public Network(int port)
    {
        Port = port;
        listener.Start();
        accepting = Task.Run(AcceptAsync);
    }

    /// <summary>The server behind it, on the loopback address.</summary>
    public int Port { get; set; }

    /// <summary>What happens to a packet before it is passed on; false cuts the connection. Called by several threads.</summary>
    public Func<ReadOnlyMemory<byte>, Task<bool>> Pass { get; init; } = _ => Task.FromResult(true);

    /// <summary>The same connection, through this network.</summary>
    public string Through(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Host = "127.0.0.1",
        Port = ((IPEndPoint)listener.LocalEndpoint).Port,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;

    /// <summary>Cuts every connection there is.</summary>
    public void Cut()
    {
        foreach (var client in open.Keys)
            client.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        Cut();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                _ = ConnectAsync(await listener.AcceptTcpClientAsync(stop.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                return;
            }
        }
    }

    private async Task ConnectAsync(TcpClient near)
    {
        using var far = new TcpClient();
        try
        {
            open[near] = open[far] = true;
            await far.ConnectAsync(IPAddress.Loopback, Port, stop.Token);
            await await Task.WhenAny(CopyAsync(near.GetStream(), far.GetStream()), CopyAsync(far.GetStream(), near.GetStream()));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return; // Either side is gone; the other one is told by closing it.
        }
        finally
        {
            near.Close();
            open.TryRemove(near, out _);
            open.TryRemove(far, out _);
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[65536];
        while (await from.ReadAsync(buffer, stop.Token) is > 0 and var count && await Pass(buffer.AsMemory(0, count)))
            await to.WriteAsync(buffer.AsMemory(0, count), stop.Token);
    }
}
