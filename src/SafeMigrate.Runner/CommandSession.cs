using System.Collections.Concurrent;
using Npgsql;
using SafeMigrate.Planning;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Gates;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner;

/// <summary>What one command works with: its connections, its lease, and where its events go.</summary>
internal sealed class CommandSession : IAsyncDisposable
{
    private readonly Lock reporting = new();
    private readonly long begun;
    private readonly ConcurrentDictionary<string, bool> observed = new();
    private readonly ConcurrentDictionary<SeenVersion, bool> written = new();
    private Lease? lease;

    private CommandSession(RunnerOptions options)
    {
        Options = options;
        Target = new Target(options.ConnectionString);
        Main = new MainConnection(Target, options, message => Report(RunnerEventKind.Attempt, null, report => report with
        {
            State = "reconnecting",
            Message = "The connection was lost: " + message,
        }));
        begun = options.Time.GetTimestamp();
    }

    public RunnerOptions Options { get; }

    public Target Target { get; }

    public MainConnection Main { get; }

    /// <summary>The server's major version.</summary>
    public int ServerVersion => Main.ServerVersion / 10000;

    /// <summary>The lease's token; the command must have begun.</summary>
    public long Token => lease?.Token ?? throw new InvalidOperationException("The command holds no lease.");

    /// <summary>How many steps have run.</summary>
    public int Steps { get; set; }

    /// <summary>How many changes entered the state that the command leads to.</summary>
    public int Changes { get; set; }

    public TimeSpan Elapsed => Options.Time.GetElapsedTime(begun);

    /// <summary>True when the command has taken as long as it may.</summary>
    public bool IsLate => Elapsed > Options.StopAfter;

    /// <summary>Connects; changes nothing yet.</summary>
    public static async Task<CommandSession> OpenAsync(RunnerOptions options, CancellationToken cancellation)
    {
        var session = new CommandSession(options);
        try
        {
            await session.Main.OpenAsync(cancellation);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates the journal where it is missing and takes the lease: from here on this is the only runner.</summary>
    public async Task BeginAsync(CancellationToken cancellation)
    {
        await Main.RunAsync(connection => JournalSchema.EnsureAsync(connection, cancellation), cancellation);
        lease = await Main.RunAsync(connection => Lease.AcquireAsync(Target, Options, connection, SampleAsync, cancellation), cancellation);
        Main.Reopened = lease.MoveAsync;
    }

    /// <summary>Gives the lease back after the command ended, well or with a message.</summary>
    public async Task EndAsync()
    {
        if (lease is not null && Main.IsOpen)
            await Main.RunAsync(lease.ReleaseAsync, CancellationToken.None);
    }

    /// <summary>From now on, looks which versions are connected while this migration is expanded.</summary>
    public void Observe(string migration) => observed[migration] = true;

    /// <summary>Writes down which versions of applications are connected, for the migrations that are being expanded.</summary>
    public Task SampleAsync(NpgsqlConnection connection) => SampleAsync(connection, _ => true);

    /// <summary>As <see cref="SampleAsync(NpgsqlConnection)"/>, but only what this command has not written down before: a long history has
    /// many changes, and each of them looks twice.</summary>
    public Task SampleNewAsync(NpgsqlConnection connection) => SampleAsync(connection, one => !written.ContainsKey(one));

    private async Task SampleAsync(NpgsqlConnection connection, Func<SeenVersion, bool> wanted)
    {
        if (observed.IsEmpty)
            return;
        var versions = await SessionsGate.VersionsAsync(connection, CancellationToken.None);
        var seen = observed.Keys.SelectMany(migration => versions.Select(version => new SeenVersion(migration, version))).Where(wanted).ToList();
        if (seen.Count == 0)
            return;
        await SessionsGate.WriteAsync(connection, seen, CancellationToken.None);
        foreach (var one in seen)
            written[one] = true;
    }

    public void Report(RunnerEventKind kind, JournaledChange? change, Func<RunnerEvent, RunnerEvent> fill)
    {
        var report = fill(new RunnerEvent(Options.Time.GetUtcNow(), kind) { Migration = change?.Migration, Change = change?.Description });
        Telemetry.Count(report);
        lock (reporting)
            Options.OnEvent?.Invoke(report);
    }

    /// <summary>The statements of an operation on this server.</summary>
    public IReadOnlyList<string> Write(Operations.Operation operation) => Options.Writer(operation, ServerVersion);

    public async ValueTask DisposeAsync()
    {
        if (lease is not null)
            await lease.DisposeAsync();
        await Main.DisposeAsync();
    }
}
