using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SafeMigrate.Client;

/// <summary>Beats while the application runs, and gives the lease back at its end.</summary>
/// <param name="heartbeat">The lease.</param>
/// <param name="options">How often.</param>
/// <param name="log">Where a beat that failed is told.</param>
public sealed class HeartbeatService(Heartbeat heartbeat, HeartbeatOptions options, ILogger<HeartbeatService> log) : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await heartbeat.LeaveAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DbException error)
        {
            log.LogWarning(error, "SafeMigrate's lease was not given back and ends by itself");
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await BeatAsync(stoppingToken).ConfigureAwait(false);
            try
            {
                await Task.Delay(options.Interval, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return; // The application stops; StopAsync gives the lease back.
            }
        }
    }

    // An application must not end because its evidence cannot be written: contract then finds no lease and does not take that for a yes.
    private async Task BeatAsync(CancellationToken cancellation)
    {
        try
        {
            var state = await heartbeat.BeatAsync(cancellation).ConfigureAwait(false);
            if (!state.IsAccepted)
                log.LogError("The database is past this build: its floor is {Floor}, and {Service} {Build} works up to {Highest}", state.Floor, options.Service, options.Build, options.Highest);
        }
        catch (DbException error)
        {
            log.LogWarning(error, "SafeMigrate's heartbeat failed");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            log.LogDebug("SafeMigrate's heartbeat was ended");
        }
    }
}
