using System.CommandLine;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>expand</c>: before the deploy.</summary>
internal static class ExpandCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("expand", "Before the deploy: makes the old and the new version work together, backfills included.", terminal, Run);
        ExampleHelp.Set(command, """
            safemigrate expand
            safemigrate expand db/migrations --to 42 --connection env:DATABASE_URL
            safemigrate expand --dry-run
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var migrations = command.Migrations();
        if (!command.IsDryRun)
            return await command.RunAsync((runner, cancellation) => runner.ExpandAsync(migrations, cancellation));

        var planned = await command.Runner(null).PlanAsync(migrations);
        PlanReport.Write([.. planned.Select(one => new MigrationPlan(one.Migration, one.Plans, Schema.Unknown))], command.IsJson, command.Terminal);
        return ExitCode.Done;
    }
}
