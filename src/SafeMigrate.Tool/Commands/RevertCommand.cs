using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>revert</c>: back to both shapes, after contract.</summary>
internal static class RevertCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("revert", "After contract, before purge: back to where the old and the new version work together.", terminal, Run);
        ExampleHelp.Set(command, "safemigrate revert --only 42");
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var versions = await command.VersionsAsync();
        if (command.IsDryRun)
            return await DryRun.Write(command, versions, "revert", ChangeState.Contracted, ChangeState.Reverting);
        return await command.RunAsync((runner, cancellation) => runner.RevertAsync(versions, cancellation));
    }
}
