using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>abort</c>: gives up what expand began and did not finish.</summary>
internal static class AbortCommand
{
    private static readonly ChangeState[] Unfinished = [ChangeState.Pending, ChangeState.Expanding, ChangeState.RollingBack];

    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("abort", "Gives up the migrations that expand began and did not finish: rolls them back, and leaves the others.", terminal, Run);
        ExampleHelp.Set(command, "safemigrate abort");
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var chosen = await command.VersionsAsync();
        if (command.IsDryRun)
            return await DryRun.Write(command, chosen, "roll back", Unfinished);

        return await command.RunAsync(async (runner, cancellation) =>
        {
            var status = await runner.StatusAsync(cancellation);
            List<string> versions = [.. status.Changes
                .Where(change => Unfinished.Contains(change.State) && (chosen is null || chosen.Contains(change.Migration)))
                .Select(change => change.Migration)
                .Distinct()];
            if (versions.Count > 0)
                await runner.RollbackAsync(versions, cancellation);
            else
                await command.Terminal.Error.WriteLineAsync("Nothing to do: no expand is unfinished.");
        });
    }
}
