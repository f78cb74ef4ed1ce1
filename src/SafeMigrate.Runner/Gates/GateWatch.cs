using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Gates;

/// <summary>
/// Asks all gates, several times in a window: an old version that connects now and then is seen in one of the looks. The first FAIL ends it.
/// </summary>
internal sealed class GateWatch(CommandSession session, IReadOnlyList<JournaledChange> changes)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>The names of all gates.</summary>
    public static IReadOnlyList<string> Names { get; } = [SessionsGate.Name, WritesGate.Name, HeartbeatsGate.Name, TriggersGate.Name];

    /// <summary>The worst answer of each gate.</summary>
    public async Task<IReadOnlyList<GateAnswer>> AskAsync(CancellationToken cancellation)
    {
        string[] migrations = [.. changes.Select(change => change.Migration).Distinct()];
        var window = session.Options.GateWindow;
        var counters = window > TimeSpan.Zero ? WritesGate.Counters(changes) : new Dictionary<string, string>();
        var before = await session.Main.RunAsync(connection => WritesGate.ReadAsync(connection, counters, cancellation), cancellation);
        var triggers = await session.Main.RunAsync(connection => TriggersGate.AskAsync(connection, changes, cancellation), cancellation);
        var begun = session.Options.Time.GetTimestamp();
        GateAnswer? sessions = null;
        GateAnswer? heartbeats = null;
        for (var looks = 1; ; looks++)
        {
            var answer = await session.Main.RunAsync(connection => SessionsGate.AskAsync(connection, migrations, cancellation), cancellation);
            sessions = Worse(sessions, answer);
            var leases = await session.Main.RunAsync(connection => HeartbeatsGate.AskAsync(connection, migrations, cancellation), cancellation);
            heartbeats = leases is null ? heartbeats : Worse(heartbeats, leases);
            var now = await session.Main.RunAsync(connection => WritesGate.ReadAsync(connection, counters, cancellation), cancellation);
            var elapsed = session.Options.Time.GetElapsedTime(begun);
            var writes = WritesGate.Judge(before, now, elapsed);
            if (elapsed >= window || triggers?.Verdict == Verdict.Fail || sessions.Verdict == Verdict.Fail || writes.Verdict == Verdict.Fail || heartbeats?.Verdict == Verdict.Fail)
                return [Counted(sessions, looks, elapsed), .. now.Count > 0 ? [writes] : Array.Empty<GateAnswer>(), .. new[] { heartbeats, triggers }.OfType<GateAnswer>()];
            await session.Options.Delay(Pause, cancellation);
        }
    }

    private static GateAnswer Worse(GateAnswer? sofar, GateAnswer answer) => sofar is null || Severity(answer) >= Severity(sofar) ? answer : sofar;

    private static int Severity(GateAnswer answer) => answer.Verdict switch { Verdict.Fail => 2, Verdict.Unknown => 1, _ => 0 };

    private static GateAnswer Counted(GateAnswer answer, int looks, TimeSpan elapsed) => answer.Verdict == Verdict.Pass && looks > 1
        ? answer with { Evidence = $"{answer.Evidence[..^1]}, {looks} times in {elapsed.TotalSeconds:0.#} s." }
        : answer;
}
