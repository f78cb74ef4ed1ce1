using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>can-deploy</c>: whether the new version finds what it needs.</summary>
internal static class CanDeployCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create(
            "can-deploy", "Says whether a version of the application that comes with these migrations may start: all of them are expanded. Changes nothing.", terminal, Run);
        ExampleHelp.Set(command, """
            safemigrate can-deploy migrations --to 42 && ./deploy.sh
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var migrations = command.Migrations();
        var runner = command.Runner(null);
        var missing = (await runner.UnexpandedAsync(migrations)).Select(migration => $"{migration.Version} is not expanded").ToList();
        var versions = migrations.Select(migration => migration.Version).ToHashSet();
        missing.AddRange((await runner.StatusAsync()).Changes
            .Where(change => versions.Contains(change.Migration) && change.State is ChangeState.Pending or ChangeState.Expanding or ChangeState.RollingBack)
            .Select(change => $"{change.Migration} is {change.State.Words()}").Distinct());
        return Verdict.Write(command, "deploy", missing, $"{Words.Count(migrations.Count, "migration")} expanded: the version that needs them may start.");
    }
}
