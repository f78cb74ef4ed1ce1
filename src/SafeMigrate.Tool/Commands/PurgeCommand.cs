using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>purge</c>: drops what was kept for the way back.</summary>
internal static class PurgeCommand
{
    private static readonly Option<bool> Now = new("--now") { Description = "End the hold time." };

    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("purge", "After the hold time: drops what contract kept for revert. From here there is no way back.", terminal, Run, Now);
        ExampleHelp.Set(command, """
            safemigrate purge
            safemigrate purge --now --yes
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var versions = await command.VersionsAsync();
        if (command.IsDryRun)
            return await DryRun.Write(command, versions, "purge", ChangeState.Contracted);
        command.Confirm("Purge drops the old columns and tables, and then there is no way back. Go on?");
        return await command.RunAsync((runner, cancellation) => runner.PurgeAsync(versions, command.Value(Now), cancellation));
    }
}
