using Npgsql;

namespace SafeMigrate.Runner.Servers;

/// <summary>
/// A PostgreSQL server to try things on. It is the one that <c>SAFEMIGRATE_POSTGRES</c> names, in databases that are dropped at the end; else
/// a private cluster started from the programs on this machine or from an npm package, which is removed at the end, also after a crash.
/// </summary>
public sealed class ThrowawayServer : IAsyncDisposable
{
    /// <summary>Names a server that may be used, as a connection string of a role that may create databases.</summary>
    public const string Variable = "SAFEMIGRATE_POSTGRES";

    private readonly NpgsqlConnectionStringBuilder connection;
    private readonly PrivateCluster? cluster;
    private readonly IReadOnlyList<ServerPrograms> programs;
    private readonly HashSet<string> databases = [];
    private readonly string suffix = "";

    private ThrowawayServer(NpgsqlConnectionStringBuilder connection, PrivateCluster? cluster, IReadOnlyList<ServerPrograms> programs)
    {
        this.connection = connection;
        this.cluster = cluster;
        this.programs = programs;
        if (cluster is null)
            suffix = "_" + Guid.NewGuid().ToString("N")[..8]; // The server is shared, so names must not collide.
    }

    /// <summary>The major version, 14 to 18.</summary>
    public int Version { get; private set; }

    /// <summary>True for a cluster of our own, which can be restarted and kept.</summary>
    public bool IsPrivate => cluster is not null;

    /// <summary>The programs of this server.</summary>
    internal ServerPrograms? Programs => cluster is null ? null : programs[0];

    /// <summary>The private cluster's folder; null for a server that was given.</summary>
    internal string? Folder => cluster?.Folder;

    /// <summary>
    /// Finds and starts a server of the major version asked for, or the first that is found. Without one it ends with a message that names
    /// the command that installs one.
    /// </summary>
    public static async Task<ThrowawayServer> StartAsync(int? version = null, CancellationToken cancellation = default)
    {
        var machine = await ServerPrograms.OnThisMachineAsync(cancellation);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            var named = new ThrowawayServer(Parsed(given), null, machine);
            named.Version = await named.ReadVersionAsync(cancellation);
            if (version is null || version == named.Version)
                return named;
        }

        var found = machine.FirstOrDefault(programs => version is null || programs.Version == version)
            ?? await EmbeddedPrograms.FindAsync(version ?? EmbeddedPrograms.DefaultVersion, cancellation)
            ?? throw new RunnerException(ExitCode.Usage, Missing(version));
        var cluster = await PrivateCluster.StartAsync(found, cancellation);
        return new ThrowawayServer(cluster.Connection, cluster, [found, .. machine]) { Version = found.Version };
    }

    /// <summary>How to connect to a database of this server, as its superuser or as the role that the variable names.</summary>
    public string ConnectionString(string database) => Builder(database + suffix).ConnectionString;

    /// <summary>
    /// The database as <c>psql</c> and other programs of PostgreSQL take it. With the password of a private cluster, which nobody else knows
    /// and which guards nothing; without that of a server that was given.
    /// </summary>
    public string Address(string database) =>
        $"host={connection.Host} port={connection.Port} user={connection.Username} dbname={database + suffix}"
        + (IsPrivate ? $" password={connection.Password}" : "");

    /// <summary>Creates a database, dropping one of that name, and returns how to connect to it.</summary>
    /// <param name="name">What it is called in <see cref="ConnectionString"/>.</param>
    /// <param name="copied">The server's own name of the database that it is a copy of, where nobody may be connected; null for an empty one.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<string> CreateDatabaseAsync(string name, string? copied = null, CancellationToken cancellation = default)
    {
        await DropDatabaseAsync(name, cancellation);
        await ExecuteAsync($"CREATE DATABASE {Quoted(name)} TEMPLATE {(copied is null ? "template0" : Postgres.PostgresIdentifier.Quote(copied))}", cancellation);
        databases.Add(name);
        return ConnectionString(name);
    }

    /// <summary>Drops a database of this server, also while somebody is connected to it.</summary>
    public async Task DropDatabaseAsync(string name, CancellationToken cancellation = default)
    {
        await ExecuteAsync($"DROP DATABASE IF EXISTS {Quoted(name)} WITH (FORCE)", cancellation);
        databases.Remove(name);
    }

    /// <summary>The path of a client program such as <c>pg_dump</c> or <c>psql</c> that can talk to this server, or null.</summary>
    public string? ClientProgram(string name) => programs
        .Where(found => found.Version >= Version || name != "pg_dump") // An older pg_dump refuses a newer server.
        .Select(found => found.Program(name))
        .FirstOrDefault(File.Exists);

    /// <summary>Lets a private cluster outlive this process, and returns its folder.</summary>
    public async Task<string> KeepAsync()
    {
        if (cluster is null)
            throw new InvalidOperationException("Only a private cluster can be kept.");
        await cluster.KeepAsync();
        return cluster.Folder;
    }

    /// <summary>Stops a private cluster, as a crash does or in order, and starts it again with the same data.</summary>
    public Task RestartAsync(bool crash, CancellationToken cancellation = default) =>
        cluster?.RestartAsync(crash, cancellation) ?? throw new InvalidOperationException("Only a private cluster can be restarted.");

    /// <summary>Removes the private cluster, or drops the databases that were created.</summary>
    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
            return;
        }

        foreach (var database in databases.ToList())
            await DropDatabaseAsync(database);
    }

    private NpgsqlConnectionStringBuilder Builder(string database) => new(connection.ConnectionString) { Database = database };

    private string Quoted(string database) => "\"" + (database + suffix).Replace("\"", "\"\"") + "\"";

    private async Task ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var open = await OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<int> ReadVersionAsync(CancellationToken cancellation)
    {
        await using var open = await OpenAsync(cancellation);
        return open.PostgreSqlVersion.Major;
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        var open = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            await open.OpenAsync(cancellation);
            return open;
        }
        catch (NpgsqlException exception)
        {
            await open.DisposeAsync();
            throw new RunnerException(ExitCode.Usage, $"Cannot connect to {connection.Host}: {exception.Message}. Check {Variable}.", exception);
        }
    }

    private static NpgsqlConnectionStringBuilder Parsed(string given)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(given);
        }
        catch (ArgumentException exception)
        {
            throw new RunnerException(ExitCode.Usage, $"{Variable} is not a connection string: {exception.Message}", exception);
        }
    }

    private static string Missing(int? version)
    {
        var which = version is null ? "No PostgreSQL server (14 to 18)" : $"No PostgreSQL {version} server";
        var package = version is null ? "postgresql" : $"postgresql-{version}";
        var install = OperatingSystem.IsMacOS() ? $"brew install postgresql@{version ?? 17}"
            : OperatingSystem.IsWindows() ? $"winget install PostgreSQL.PostgreSQL.{version ?? 17}"
            : $"sudo apt-get install {package}";
        return $"{which} was found, and npm could not provide one. Install it with '{install}', or set {Variable} to a connection string.";
    }
}
