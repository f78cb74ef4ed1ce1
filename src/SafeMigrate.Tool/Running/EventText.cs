using SafeMigrate.Runner;

namespace SafeMigrate.Tool.Running;

/// <summary>One line for people about an event; null for one that is not worth a line.</summary>
internal static class EventText
{
    public static string? Of(RunnerEvent happened, bool verbose) => happened.Kind switch
    {
        RunnerEventKind.Change => $"{happened.Migration}: {happened.Change}: {happened.State}",
        RunnerEventKind.Step when happened.State == "done" => $"  {happened.Phase}: {happened.Step}{Timing(happened)}{(happened.Message is { Length: > 0 } told ? ": " + told : "")}",
        RunnerEventKind.Step when happened.State == "failed" => $"  {happened.Phase}: {happened.Step} failed{Timing(happened)}",
        RunnerEventKind.Step => verbose ? $"  {happened.Phase}: {happened.Step} ..." : null,
        RunnerEventKind.Attempt => $"  {happened.Step ?? "connection"}: {happened.Message ?? happened.State}",
        RunnerEventKind.Batch when happened.Message is { } message => $"  {happened.Step}: {message}",
        RunnerEventKind.Batch => $"  {happened.Step}: {Rows(happened)}",
        RunnerEventKind.Gate => $"  gate {happened.Step}: {happened.State}{(happened.Message is { Length: > 0 } saw ? ", " + saw : "")}",
        RunnerEventKind.Done => happened.Message,

        // The exception that ends the command says it.
        _ => null,
    };

    /// <summary><c>120000 of about 200000 rows (60 %)</c>.</summary>
    public static string Rows(RunnerEvent batch) => batch.Total is > 0 and var total
        ? $"{batch.Rows} of about {total} rows ({Math.Min(100, 100 * (batch.Rows ?? 0) / total)} %)"
        : $"{batch.Rows} rows";

    private static string Timing(RunnerEvent step)
    {
        var waited = step.LockWaitMs > 0 ? $", waited {step.LockWaitMs} ms for locks" : "";
        return step.ElapsedMs is { } elapsed ? $" ({elapsed} ms{waited})" : "";
    }
}
