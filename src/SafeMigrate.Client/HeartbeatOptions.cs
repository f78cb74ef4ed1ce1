using System.Data.Common;

namespace SafeMigrate.Client;

/// <summary>Who an instance is, and what it can live with.</summary>
/// <param name="service">The application, the same for all its instances and versions: <c>shop</c>.</param>
/// <param name="build">The version of this build: <c>1.4.2</c>.</param>
/// <param name="lowest">The version of the oldest migration whose result this build works with.</param>
/// <param name="highest">The version of the newest migration that this build was made for; above it, the database may have taken away what it needs.</param>
/// <param name="connect">Makes a connection to the database, closed; it is disposed after each beat.</param>
public sealed class HeartbeatOptions(string service, string build, long lowest, long highest, Func<DbConnection> connect)
{
    /// <summary>The application.</summary>
    public string Service { get; } = service;

    /// <summary>The version of this build.</summary>
    public string Build { get; } = build;

    /// <summary>The oldest shape of the database that this build works with.</summary>
    public long Lowest { get; } = lowest;

    /// <summary>The newest shape of the database that this build works with.</summary>
    public long Highest { get; } = highest;

    /// <summary>Makes a connection.</summary>
    public Func<DbConnection> Connect { get; } = connect;

    /// <summary>What tells this instance from the others; a new one for each process.</summary>
    public string Instance { get; init; } = Guid.NewGuid().ToString("N").Substring(0, 12);

    /// <summary>The time between two beats; a lease lasts three of them. 10 seconds where nothing else is said.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The <c>application_name</c> for the connections of the application, from which SafeMigrate's sessions gate reads its version:
    /// <c>shop/1.4.2;i=7f3a</c>.
    /// </summary>
    public string ApplicationName => $"{Service}/{Build};i={Instance}";
}
