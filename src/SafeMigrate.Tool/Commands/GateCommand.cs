using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>gate</c>: what contract would be told.</summary>
internal static class GateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("gate", "Asks the gates whether the old version is gone, as contract does, and prints what they saw. Changes nothing.", terminal, Run);
        ExampleHelp.Set(command, """
            safemigrate gate
            safemigrate gate --only 42 --format json
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var versions = await command.VersionsAsync();
        var pass = true;
        var ended = await command.RunAsync(async (runner, cancellation) => pass = (await runner.GatesAsync(versions, cancellation)).All(gate => gate.Passes));
        return ended != Tool.ExitCode.Done ? ended : pass ? Tool.ExitCode.Done : Tool.ExitCode.Refused;
    }
}
