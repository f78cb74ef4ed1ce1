using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SafeMigrate.Runner;

/// <summary>
/// Traces and metrics of the runner, for whoever listens to <see cref="Name"/>: nothing is measured where nobody does. Spans: the command, in
/// it phases, steps, attempts and batches.
/// </summary>
public static class Telemetry
{
    /// <summary>The name of the source of traces and of the meter.</summary>
    public const string Name = "SafeMigrate";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("safemigrate.backfill.rows", "{row}", "Rows that backfills wrote.");
    private static readonly Counter<long> Batches = Meter.CreateCounter<long>("safemigrate.backfill.batches", "{batch}", "Batches of backfills that are committed.");
    private static readonly Histogram<double> LockWait = Meter.CreateHistogram<double>("safemigrate.lock_wait", "s", "Time that steps spent in attempts that got no lock.");
    private static readonly Histogram<double> StepDuration = Meter.CreateHistogram<double>("safemigrate.step.duration", "s", "Time that steps took.");
    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("safemigrate.retries", "{retry}", "Attempts and batches that are tried again.");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("safemigrate.failed_statements", "{statement}", "Statements of the runner that failed.");

    /// <summary>Begins a span; null where nobody listens.</summary>
    internal static Activity? Start(string kind, string name)
    {
        var activity = Source.StartActivity($"{kind} {name}".TrimEnd());
        activity?.SetTag("safemigrate.kind", kind);
        return activity;
    }

    /// <summary>Says how a span ended that did not end well.</summary>
    internal static void Failed(this Activity? activity, Exception exception) => activity?.SetStatus(ActivityStatusCode.Error, exception.Message);

    /// <summary>Counts the rows of a committed batch.</summary>
    internal static void CountRows(long rows) => Rows.Add(rows);

    /// <summary>Counts what an event says.</summary>
    internal static void Count(RunnerEvent happened)
    {
        switch (happened)
        {
            case { Kind: RunnerEventKind.Batch, State: null }:
                Batches.Add(1);
                break;

            case { Kind: RunnerEventKind.Batch, State: "blocked" or "rejected" } or { Kind: RunnerEventKind.Attempt, State: not "waiting" }:
                Retries.Add(happened.State == "rejected" ? 0 : 1, Tag(happened));
                Failures.Add(1, Tag(happened));
                break;

            case { Kind: RunnerEventKind.Step, State: "done" }:
                LockWait.Record((happened.LockWaitMs ?? 0) / 1000.0, Tag(happened));
                StepDuration.Record((happened.ElapsedMs ?? 0) / 1000.0, Tag(happened));
                break;

            case { Kind: RunnerEventKind.Failed, Step: not null }:
                Failures.Add(1, Tag(happened));
                break;
        }
    }

    private static KeyValuePair<string, object?> Tag(RunnerEvent happened) => new("phase", happened.Phase ?? "");
}
