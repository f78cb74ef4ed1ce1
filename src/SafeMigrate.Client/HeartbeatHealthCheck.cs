using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SafeMigrate.Client;

/// <summary>Says whether the database still has what this build needs. For readiness; a restart helps nobody who is too old.</summary>
/// <param name="heartbeat">The lease.</param>
/// <param name="options">What the build works with.</param>
public sealed class HeartbeatHealthCheck(Heartbeat heartbeat, HeartbeatOptions options) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var state = await heartbeat.BeatAsync(cancellationToken).ConfigureAwait(false);
            return state.IsAccepted
                ? HealthCheckResult.Healthy($"{options.Service} {options.Build} works with the database")
                : HealthCheckResult.Unhealthy($"The database is past this build: its floor is {state.Floor}, and {options.Service} {options.Build} works up to {options.Highest}. Deploy a newer build.");
        }
        catch (DbException error)
        {
            return HealthCheckResult.Degraded("The heartbeat could not be written: " + error.Message, error);
        }
    }
}
