using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>rollback</c>: back to the old shape, before contract.</summary>
internal static class RollbackCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("rollback", "Before contract: back to the old shape, with nothing lost that either version wrote.", terminal, Run);
        ExampleHelp.Set(command, """
            safemigrate rollback
            safemigrate rollback --only 42
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var versions = await command.VersionsAsync();
        if (command.IsDryRun)
            return await DryRun.Write(command, versions, "roll back", ChangeState.Pending, ChangeState.Expanding, ChangeState.Expanded, ChangeState.RollingBack);
        return await command.RunAsync((runner, cancellation) => runner.RollbackAsync(versions, cancellation));
    }
}
