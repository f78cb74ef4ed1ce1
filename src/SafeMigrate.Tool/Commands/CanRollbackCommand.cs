using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>can-rollback</c>: whether the old version still finds what it needs.</summary>
internal static class CanRollbackCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create(
            "can-rollback", "Says whether the application may go back to the version before these migrations: none of them is contracted. Changes nothing.", terminal, Run);
        ExampleHelp.Set(command, """
            safemigrate can-rollback && ./deploy.sh previous
            safemigrate can-rollback --only 42
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var versions = await command.VersionsAsync();
        var gone = (await command.Runner(null).StatusAsync()).Changes
            .Where(change => versions?.Contains(change.Migration) ?? change.State != ChangeState.Purged)
            .Where(change => change.State is ChangeState.Contracting or ChangeState.Contracted or ChangeState.Purged or ChangeState.Reverting)
            .Select(change => $"{change.Migration}: {change.Change} is {change.State.Words()}{(change.State == ChangeState.Contracted ? "; 'safemigrate revert' brings the old shape back" : "")}")
            .ToList();
        return Verdict.Write(command, "rollback", gone, "Nothing is contracted: the version before still finds what it needs.");
    }
}
