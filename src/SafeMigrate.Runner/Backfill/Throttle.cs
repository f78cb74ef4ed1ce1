using Npgsql;
using SafeMigrate.Runner.Backfill.Brakes;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Backfill;

/// <summary>Makes the workers of a backfill wait: while somebody paused it, and while a brake is on.</summary>
internal sealed class Throttle : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(10);

    private readonly CommandSession session;
    private readonly BackfillJob job;
    private readonly BrakeMemory memory;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock changing = new();
    private readonly HashSet<string> unseen = [];
    private NpgsqlConnection? connection;
    private bool isStarted;
    private Task looking = Task.CompletedTask;
    private string stored = "";
    private TaskCompletionSource? closed;
    private TaskCompletionSource changed = NewSource();
    private long closedAt;
    private long reportedAt;
    private string reported = "";

    public Throttle(BackfillJob job)
    {
        (this.job, session) = (job, job.Session);
        memory = new BrakeMemory(session.Options.Time);
        Settings = session.Options.Backfill;
    }

    /// <summary>As they are now.</summary>
    public BackfillSettings Settings { get; private set; }

    /// <summary>Ends when the settings become others.</summary>
    public Task Changed
    {
        get
        {
            lock (changing)
                return changed.Task;
        }
    }

    /// <summary>Looks once, and from then on again and again.</summary>
    public async Task StartAsync(string[] relations, CancellationToken cancellation)
    {
        memory.Relations = relations;
        if (isStarted)
            return;
        isStarted = true;
        try
        {
            connection = await session.Target.OpenAsync(cancellation);
            await LookAsync(cancellation);
        }
        catch (NpgsqlException exception)
        {
            // A role or server at the limit of its connections: the batches still read what the operator stored.
            job.Report(report => report with { State = "note", Message = $"The brakes cannot be looked at yet: {exception.Message}" });
            await CloseConnectionAsync();
        }

        looking = Task.Run(RepeatAsync, CancellationToken.None);
    }

    /// <summary>Waits as long as no batch may begin.</summary>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        while (Volatile.Read(ref closed) is { } waiting)
            await waiting.Task.WaitAsync(cancellation);
    }

    /// <summary>Takes up what <c>safemigrate throttle</c> stored.</summary>
    public void Apply(string? throttle)
    {
        lock (changing)
        {
            if ((throttle ?? "") == stored)
                return;
            stored = throttle ?? "";
            Settings = session.Options.Backfill.With(ThrottleJournal.Parse(stored));
            changed.SetResult();
            changed = NewSource();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await looking;
        await CloseConnectionAsync();
        stop.Dispose();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RepeatAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(Interval, session.Options.Time, stop.Token);
                connection ??= await session.Target.OpenAsync(stop.Token);
                await LookAsync(stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (NpgsqlException exception)
            {
                // The batches meet the same trouble and say so; the next round looks again.
                System.Diagnostics.Trace.TraceWarning("The brakes could not be looked at: " + exception.Message);
                await CloseConnectionAsync();
            }
        }
    }

    private async Task CloseConnectionAsync()
    {
        if (connection is not null)
            await connection.DisposeAsync();
        connection = null;
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        Apply(await ThrottleJournal.ReadAsync(connection!, cancellation));
        if (Settings.IsPaused)
        {
            await CloseAsync("paused", "paused", "Paused; 'safemigrate throttle resume' lets it go on");
            return;
        }

        var states = await BrakeLook.AtAsync(connection!, Settings, memory, all: false, cancellation);
        foreach (var state in states.Where(state => !state.IsVisible && unseen.Add(state.Name)))
            job.Report(report => report with { State = "note", Message = $"The brake {state.Name} sees nothing: the role needs pg_monitor." });
        var on = states.Where(state => state.IsOn).ToList();
        if (on.Count == 0)
            await OpenAsync();
        else
            await CloseAsync("braking", string.Join(',', on.Select(state => state.Name)), "Waits for " + string.Join("; ", on.Select(state => state.Message)));
    }

    private async Task CloseAsync(string state, string names, string message)
    {
        if (closed is null)
        {
            closedAt = session.Options.Time.GetTimestamp();
            Volatile.Write(ref closed, NewSource());
        }

        // A brake that goes on and off several times a second is one message.
        if (names == reported && session.Options.Time.GetElapsedTime(reportedAt) < BetweenReports)
            return;
        (reported, reportedAt) = (names, session.Options.Time.GetTimestamp());
        job.Report(report => report with { State = state, Message = message });
        await BackfillProgress.WaitsForAsync(connection!, job.Key, message);
    }

    private async Task OpenAsync()
    {
        if (closed is not { } waiting)
            return;
        Volatile.Write(ref closed, null);
        waiting.SetResult();
        var elapsed = session.Options.Time.GetElapsedTime(closedAt);
        if (elapsed > Interval * 2)
        {
            reported = "";
            job.Report(report => report with { State = "released", ElapsedMs = (long)elapsed.TotalMilliseconds, Message = $"Goes on after {Quantity.Text(elapsed)}" });
        }

        await BackfillProgress.WaitsForAsync(connection!, job.Key, null);
    }
}
