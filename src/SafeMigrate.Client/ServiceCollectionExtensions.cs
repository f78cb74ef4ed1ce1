using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SafeMigrate.Client;

/// <summary>Adds SafeMigrate to an application.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Keeps a lease for this instance while the application runs.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="options">Who it is.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddSafeMigrateHeartbeat(this IServiceCollection services, HeartbeatOptions options) =>
        services.AddSingleton(options).AddSingleton<Heartbeat>().AddHostedService<HeartbeatService>();

    /// <summary>Adds the check that an instance the database has left behind does not become ready.</summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <param name="tags">The check's tags, by which an endpoint for readiness picks it.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static IHealthChecksBuilder AddSafeMigrate(this IHealthChecksBuilder builder, string name = "safemigrate", IEnumerable<string>? tags = null) =>
        builder.AddCheck<HeartbeatHealthCheck>(name, HealthStatus.Unhealthy, tags ?? []);
}
