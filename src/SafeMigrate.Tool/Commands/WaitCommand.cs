using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>wait</c>: until contract may run.</summary>
internal static class WaitCommand
{
    private static readonly Option<string?> Timeout = new("--timeout") { Description = "How long; default 10m.", HelpName = "TIME" };

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("wait", "Waits until the gates say that the old version is gone. Changes nothing.", terminal, Run, Timeout);
        ExampleHelp.Set(command, """
            safemigrate wait --timeout 30m && safemigrate contract
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var text = command.Value(Timeout) ?? "10m";
        var timeout = Quantity.Time(text) ?? throw new UserErrorException($"--timeout {text}: write a time such as 90s or 30m");
        var versions = await command.VersionsAsync();
        var pass = false;
        var ended = await command.RunAsync(async (runner, cancellation) =>
        {
            var begun = TimeProvider.System.GetTimestamp();
            while (true)
            {
                pass = (await runner.GatesAsync(versions, cancellation)).All(gate => gate.Passes);
                if (pass || TimeProvider.System.GetElapsedTime(begun) > timeout)
                    return;
                await Task.Delay(Pause, cancellation);
            }
        });
        if (ended == Tool.ExitCode.Done && !pass)
            await command.Terminal.Error.WriteLineAsync($"The old version was not gone after {text}.");
        return ended != Tool.ExitCode.Done ? ended : pass ? Tool.ExitCode.Done : Tool.ExitCode.Refused;
    }
}
