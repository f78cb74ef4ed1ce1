using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Gates;

/// <summary>
/// Looks who is connected. A session names its application as <c>service/version;...</c>; the versions seen before and while a migration is
/// expanded are the old ones, and so is every lower version of the same service.
/// </summary>
internal static class SessionsGate
{
    /// <summary>The name in events and for <c>--override</c>.</summary>
    public const string Name = "sessions";

    // Workers of the server have no user. A role without pg_read_all_stats sees no backend type of others, but their names.
    private const string Sessions = """
        SELECT pid, coalesce(usename, '') AS usename, coalesce(application_name, '') AS application FROM pg_stat_activity
        WHERE datname = current_database() AND usename IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'
            AND pid <> pg_backend_pid() AND application_name NOT LIKE 'safemigrate/%'
        """;

    /// <summary>Which versions are connected now.</summary>
    public static async Task<IReadOnlyList<ServiceVersion>> VersionsAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        [.. (await ConnectedAsync(connection, cancellation)).Select(session => session.Named).OfType<ServiceVersion>().Distinct()];

    /// <summary>Writes down which versions were seen while which migrations are expanded, in one statement.</summary>
    public static Task WriteAsync(NpgsqlConnection connection, IReadOnlyCollection<SeenVersion> seen, CancellationToken cancellation) => connection.ExecuteAsync(
        """
        INSERT INTO safemigrate.seen (migration, service, version)
        SELECT migration, service, version FROM unnest($1::text[], $2::text[], $3::text[]) AS seen (migration, service, version)
        ORDER BY migration, service, version
        ON CONFLICT (migration, service, version) DO UPDATE SET last_seen = clock_timestamp()
        """,
        cancellation,
        seen.Select(one => one.Migration).ToArray(),
        seen.Select(one => one.Version.Service).ToArray(),
        seen.Select(one => one.Version.Version).ToArray());

    /// <summary>Asks whether the old versions of these migrations are gone.</summary>
    public static async Task<GateAnswer> AskAsync(NpgsqlConnection connection, IReadOnlyCollection<string> migrations, CancellationToken cancellation)
    {
        var old = await connection.QueryAsync(
            "SELECT DISTINCT service, version FROM safemigrate.seen WHERE migration = ANY ($1)",
            row => new ServiceVersion(row.GetString(0), row.GetString(1)),
            cancellation,
            (object)migrations.ToArray());
        return Judge(await SettledAsync(connection, cancellation), old);
    }

    // The server shows a session that begins for an instant before it knows its name.
    private static async Task<List<ConnectedSession>> SettledAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var connected = await ConnectedAsync(connection, cancellation);
        if (connected.TrueForAll(session => session.Application != ""))
            return connected;
        await connection.ExecuteAsync("SELECT pg_sleep(0.2)", cancellation);
        return await ConnectedAsync(connection, cancellation);
    }

    /// <summary>The answer to who is connected and what is old.</summary>
    public static GateAnswer Judge(IReadOnlyList<ConnectedSession> connected, IReadOnlyList<ServiceVersion> old)
    {
        var left = connected.Where(session => session.Named is { } named && old.Any(named.IsNotAbove)).ToList();
        if (left.Count > 0)
            return new(Name, Verdict.Fail, $"Old versions are still connected: {Listed(left.Select(session => session.Named!.ToString()))}.");
        var unnamed = connected.Where(session => session.Named is null).ToList();
        if (unnamed.Count > 0)
        {
            return new(
                Name,
                Verdict.Unknown,
                $"Sessions that do not say their version (application_name = 'service/version') are connected: {Listed(unnamed.Select(session => session.ToString()))}.");
        }

        var seen = old.Count == 0 ? "No version was connected while expand ran" : $"None of {Listed(old.Select(version => version.ToString()))} is connected";
        return new(Name, Verdict.Pass, $"{seen}; {connected.Count} sessions looked at.");
    }

    private static Task<List<ConnectedSession>> ConnectedAsync(NpgsqlConnection connection, CancellationToken cancellation) =>
        connection.QueryAsync(Sessions, row => new ConnectedSession(row.GetInt32(0), row.GetString(1), row.GetString(2)), cancellation);

    private static string Listed(IEnumerable<string> names) =>
        string.Join(", ", names.GroupBy(name => name).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.Count() == 1 ? group.Key : $"{group.Key} ({group.Count()} sessions)"));
}

/// <summary>A session of this database.</summary>
/// <param name="ProcessId">Its backend.</param>
/// <param name="User">Its role.</param>
/// <param name="Application">Its <c>application_name</c>; "" for none.</param>
internal sealed record ConnectedSession(int ProcessId, string User, string Application)
{
    /// <summary>What it says it is, or null.</summary>
    public ServiceVersion? Named => ServiceVersion.Parse(Application);

    /// <inheritdoc/>
    public override string ToString() => Application == "" ? $"user {User} without a name" : $"\"{Application}\" of user {User}";
}

/// <summary>A version of an application that was connected while a migration is expanded.</summary>
/// <param name="Migration">The migration's version.</param>
/// <param name="Version">The application's.</param>
internal sealed record SeenVersion(string Migration, ServiceVersion Version);

/// <summary>A version of an application, from <c>shop/1.4.2;i=7f3a</c>.</summary>
/// <param name="Service">The application.</param>
/// <param name="Version">Its version.</param>
internal sealed record ServiceVersion(string Service, string Version)
{
    public static ServiceVersion? Parse(string application)
    {
        var name = application.Split(';')[0].Trim();
        var slash = name.IndexOf('/');
        return slash > 0 && slash < name.Length - 1 ? new ServiceVersion(name[..slash].Trim(), name[(slash + 1)..].Trim()) : null;
    }

    /// <summary>True for the same service in the same or a lower version.</summary>
    public bool IsNotAbove(ServiceVersion other) => Service == other.Service && (Version == other.Version || Compare(Version, other.Version) < 0);

    /// <inheritdoc/>
    public override string ToString() => $"{Service}/{Version}";

    // By numbers, part for part; a version that is no number at some place, such as a commit, is neither above nor below another.
    private static int Compare(string one, string other)
    {
        var (left, right) = (Parts(one), Parts(other));
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            if (!long.TryParse(left.ElementAtOrDefault(i) ?? "0", out var a) || !long.TryParse(right.ElementAtOrDefault(i) ?? "0", out var b))
                return 0;
            if (a != b)
                return a.CompareTo(b);
        }

        return 0;
    }

    private static string[] Parts(string version) => version.TrimStart('v', 'V').Split('.', '-', '+');
}
