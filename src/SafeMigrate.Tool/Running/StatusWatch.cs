using SafeMigrate.Runner;
using SafeMigrate.Tool.Commands;

namespace SafeMigrate.Tool.Running;

/// <summary>Shows the status again whenever it is another one, until Ctrl-C.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="isJson">One object a line instead of text.</param>
/// <param name="look">Asks the journal.</param>
internal sealed class StatusWatch(Terminal terminal, bool isJson, Func<Task<RunnerStatus>> look)
{
    private const string ClearScreen = "\e[H\e[J";

    private readonly Dictionary<string, RowRate> rates = [];
    private string shown = "";

    /// <summary>Tells changes apart.</summary>
    public static string Key(ChangeStatus change) => change.Migration + " " + change.Change;

    public async Task<int> RunAsync()
    {
        using var interruption = new Interruption(terminal.Error, said: null);
        while (true)
        {
            Show(await look());
            try
            {
                await Task.Delay(TimeSpan.FromSeconds(1), interruption.Token);
            }
            catch (OperationCanceledException)
            {
                return Tool.ExitCode.Done;
            }
        }
    }

    /// <summary>Shows one look, unless it is what is shown already.</summary>
    public void Show(RunnerStatus status)
    {
        foreach (var change in status.Changes.Where(change => change is { State: ChangeState.Expanding, BackfilledRows: not null }))
        {
            if (!rates.TryGetValue(Key(change), out var rate))
                rates[Key(change)] = rate = new RowRate();
            rate.Add(DateTimeOffset.UtcNow, change.BackfilledRows!.Value);
        }

        var text = Text(status);
        if (text == shown)
            return;
        shown = text;
        terminal.Out.Write(!isJson && terminal.IsInteractive && terminal.Color ? ClearScreen + text : text);
        terminal.Out.Flush();
    }

    private string Text(RunnerStatus status)
    {
        using var text = new StringWriter { NewLine = "\n" };
        if (isJson)
            StatusCommand.Write(status, text, indented: false);
        else
            StatusCommand.Write(terminal with { Out = text }, status, rates);
        return text.ToString();
    }
}
