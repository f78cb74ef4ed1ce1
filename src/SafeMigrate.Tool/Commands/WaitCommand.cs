using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>wait</c>: until contract may run.</summary>
internal static class WaitCommand
{
    public static readonly Option<string?> Timeout = new("--timeout") { Description = "How long; default 10m.", HelpName = "TIME" };

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("wait", "Waits until the gates say that the old version is gone. Changes nothing.", terminal, Run, Timeout);
        ExampleHelp.Set(command, """
            safemigrate wait --timeout 30m && safemigrate contract
            """);
        return command;
    }

    /// <summary>How long to wait.</summary>
    public static TimeSpan TimeoutOf(RunnerCommand command)
    {
        var text = command.Value(Timeout) ?? "10m";
        return Quantity.Time(text) ?? throw new UserErrorException($"--timeout {text}: write a time such as 90s or 30m");
    }

    /// <summary>Asks the gates again and again; false where they did not all pass in time. Those that are overridden need not.</summary>
    public static async Task<bool> UntilGoneAsync(
        MigrationRunner runner, IReadOnlyCollection<string>? versions, TimeSpan timeout, IReadOnlyCollection<string> overridden, CancellationToken cancellation)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if ((await runner.GatesAsync(versions, cancellation)).All(gate => gate.Passes || overridden.Contains(gate.Gate)))
                return true;
            if (TimeProvider.System.GetElapsedTime(begun) > timeout)
                return false;
            await Task.Delay(Pause, cancellation);
        }
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var timeout = TimeoutOf(command);
        var versions = await command.VersionsAsync();
        var gone = false;
        var ended = await command.RunAsync(async (runner, cancellation) => gone = await UntilGoneAsync(runner, versions, timeout, [], cancellation));
        if (ended == Tool.ExitCode.Done && !gone)
            await command.Terminal.Error.WriteLineAsync($"The old version was not gone after {Quantity.Text(timeout)}.");
        return ended != Tool.ExitCode.Done ? ended : gone ? Tool.ExitCode.Done : Tool.ExitCode.Refused;
    }
}
