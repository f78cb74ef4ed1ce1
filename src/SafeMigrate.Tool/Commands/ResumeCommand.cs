using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>resume</c>: goes on with what was interrupted.</summary>
internal static class ResumeCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("resume", "Goes on with whatever command was interrupted, from the plans in the journal.", terminal, Run, BackfillOptions.All);
        ExampleHelp.Set(command, "safemigrate resume");
        return command;
    }

    private static Task<int> Run(RunnerCommand command) => command.IsDryRun
        ? DryRun.Write(command, null, "go on with", ChangeState.Expanding, ChangeState.Contracting, ChangeState.RollingBack, ChangeState.Reverting)
        : command.RunAsync((runner, cancellation) => runner.ResumeAsync(cancellation: cancellation));
}
