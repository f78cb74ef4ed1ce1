using SafeMigrate.Runner;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SafeMigrate.Tool.Running;

/// <summary>Shows the runner's events to people: lines, and on a terminal a bar for each backfill.</summary>
internal static class Progress
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Runs the work with a receiver of events.</summary>
    public static Task<T> RunAsync<T>(Terminal terminal, bool verbose, Func<Action<RunnerEvent>, Task<T>> work) =>
        terminal.IsInteractive ? WithBars(terminal, verbose, work) : work(Lines(terminal.Error, verbose));

    /// <summary>A log would drown in batches: a line in five seconds is enough.</summary>
    public static Action<RunnerEvent> Lines(TextWriter output, bool verbose)
    {
        var last = DateTimeOffset.MinValue;
        var rates = new Dictionary<(string?, string?), RowRate>();
        return happened =>
        {
            if (!IsRows(happened))
            {
                if (EventText.Of(happened, verbose) is { } text)
                    output.WriteLine(text);
                return;
            }

            var key = (happened.Change, happened.Step);
            if (!rates.TryGetValue(key, out var rate))
                rates[key] = rate = new RowRate();
            rate.Add(happened.Time, happened.Rows ?? 0);
            if (!verbose && happened.Time - last < BetweenLines)
                return;
            last = happened.Time;
            output.WriteLine(EventText.Of(happened, verbose) + rate.Text(happened.Total));
        };
    }

    // Others say something about the backfill.
    private static bool IsRows(RunnerEvent happened) => happened is { Kind: RunnerEventKind.Batch, Message: null };

    private static Task<T> WithBars<T>(Terminal terminal, bool verbose, Func<Action<RunnerEvent>, Task<T>> work)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        return console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RateColumn(), new RemainingTimeColumn())
            .StartAsync(bars => work(Bars(bars, console, verbose)));
    }

    private static Action<RunnerEvent> Bars(ProgressContext context, IAnsiConsole console, bool verbose)
    {
        var bars = new Dictionary<(string?, string?), ProgressTask>();
        return happened =>
        {
            var key = (happened.Change, happened.Step);
            if (IsRows(happened) && happened.Total is > 0 and var total)
            {
                if (!bars.TryGetValue(key, out var bar))
                    bars[key] = bar = context.AddTask(Markup.Escape(happened.Step ?? "backfill"), maxValue: total);
                bar.Value = Math.Min(happened.Rows ?? 0, total);
                return;
            }

            if (happened is { Kind: RunnerEventKind.Step, State: "done" } && bars.Remove(key, out var finished))
                finished.StopTask();
            if (EventText.Of(happened, verbose) is { } line)
                console.WriteLine(line);
        };
    }

    private sealed class RateColumn : ProgressColumn
    {
        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(task.Speed is > 0 and var speed ? FormattableString.Invariant($"{speed:N0} rows/s") : "");
    }
}
