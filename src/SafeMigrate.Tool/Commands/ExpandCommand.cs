using System.CommandLine;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>expand</c>: before the deploy.</summary>
internal static class ExpandCommand
{
    private static readonly Option<string?> Plan = new("--plan")
    {
        Description = "Run only the plan in this file, which plan --connection --format json wrote; refuse where the database or a migration differs by now.",
        HelpName = "FILE",
    };

    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("expand", "Before the deploy: makes the old and the new version work together, backfills included.", terminal, Run, [Plan, .. BackfillOptions.All]);
        ExampleHelp.Set(command, """
            safemigrate expand
            safemigrate expand db/migrations --to 42 --connection env:DATABASE_URL
            safemigrate expand --dry-run
            safemigrate expand --workers 4 --batch-target 50ms --brake replica-lag=2s
            safemigrate expand --plan reviewed.json
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var migrations = command.Migrations();
        if (command.Value(Plan) is { } file)
            command.PlanHashes = PlanFile.Read(file);
        if (!command.IsDryRun)
            return await command.RunAsync((runner, cancellation) => runner.ExpandAsync(migrations, cancellation));

        var planned = await command.Runner(null).PlanAsync(migrations);
        PlanReport.Write([.. planned.Select(one => new MigrationPlan(one.Migration, one.Plans, Schema.Unknown))], command.IsJson, whole: true, command.Terminal);
        return ExitCode.Done;
    }
}
