using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Reporting;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>release</c>: expand, the deploy, and contract when the old version is gone.</summary>
internal static class ReleaseCommand
{
    private const string Keep = "keep", Rollback = "rollback";

    private static readonly Option<string> Deploy = new("--deploy")
    {
        Description = "What brings the new version up and ends with 0 when it has; the shell runs it, and what it prints goes to standard error.",
        HelpName = "COMMAND",
        Required = true,
    };

    private static readonly Option<string> OnFailure = new("--on-failure")
    {
        Description = "Where the deploy fails: keep both shapes, or roll back what this release expanded.",
        HelpName = $"{Keep}|{Rollback}",
        DefaultValueFactory = _ => Keep,
    };

    public static Command Create(Terminal terminal)
    {
        OnFailure.AcceptOnlyFromAmong(Keep, Rollback);
        var command = RunnerCommand.Create(
            "release",
            "A whole release: expands, runs the deploy, waits until the old version is gone, and contracts. The same command again goes on where it stopped.",
            terminal,
            Run,
            [Deploy, WaitCommand.Timeout, OnFailure, ContractCommand.Override, .. BackfillOptions.All]);
        ExampleHelp.Set(command, """
            safemigrate release migrations --deploy "kubectl rollout status deployment/shop"
            safemigrate release migrations --deploy ./deploy.sh --timeout 1h --on-failure rollback
            safemigrate release migrations --deploy ./deploy.sh --dry-run
            """);
        return command;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var (timeout, overrides) = (WaitCommand.TimeoutOf(command), ContractCommand.Overrides(command.Value(ContractCommand.Override)!));
        var migrations = command.Migrations();
        if (command.IsDryRun)
            return await DryRun(command, migrations);

        var fresh = await FreshAsync(command, migrations);
        var ended = await command.RunAsync((runner, cancellation) => runner.ExpandAsync(migrations, cancellation));
        if (ended != Tool.ExitCode.Done)
            return ended;
        if (await DeployProcess.RunAsync(command, command.Value(Deploy)!) is not 0 and var code)
            return await FailedAsync(command, fresh, code);

        var versions = migrations.Select(migration => migration.Version).ToList();
        var gone = true;
        ended = await command.RunAsync(async (runner, cancellation) =>
        {
            gone = await WaitCommand.UntilGoneAsync(runner, versions, timeout, [.. overrides.Keys], cancellation);
            if (gone)
                await runner.ContractAsync(versions, overrides, cancellation);
        });
        if (gone)
            return ended;
        await command.Terminal.Error.WriteLineAsync(
            $"The old version was not gone after {Quantity.Text(timeout)}. Both versions work together: run 'safemigrate wait' and 'safemigrate contract' when it is, or this release again.");
        return Tool.ExitCode.Refused;
    }

    // An earlier release may still have both shapes, and its new version runs already: that is not this release's to take back.
    private static async Task<List<string>> FreshAsync(RunnerCommand command, IReadOnlyList<Migration> migrations)
    {
        var expanded = (await command.Runner(null).StatusAsync()).Changes
            .Where(change => change.State is not (ChangeState.Pending or ChangeState.Expanding or ChangeState.RolledBack or ChangeState.RollingBack))
            .Select(change => change.Migration).ToHashSet();
        return [.. migrations.Select(migration => migration.Version).Where(version => !expanded.Contains(version))];
    }

    private static async Task<int> FailedAsync(RunnerCommand command, List<string> fresh, int code)
    {
        if (command.Value(OnFailure) == Rollback && fresh.Count > 0)
        {
            var ended = await command.RunAsync((runner, cancellation) => runner.RollbackAsync(fresh, cancellation));
            if (ended != Tool.ExitCode.Done)
                return ended;
        }

        var left = command.Value(OnFailure) == Rollback ? "What this release expanded is rolled back."
            : "Both versions work together: run this release again, or 'safemigrate rollback'.";
        await command.Terminal.Error.WriteLineAsync($"The deploy ended with exit code {code}. {left}");
        return Tool.ExitCode.Refused;
    }

    private static async Task<int> DryRun(RunnerCommand command, IReadOnlyList<Migration> migrations)
    {
        var planned = await command.Runner(null).PlanAsync(migrations);
        PlanReport.Write([.. planned.Select(one => new MigrationPlan(one.Migration, one.Plans, Schema.Unknown))], command.IsJson, whole: true, command.Terminal);
        await command.Terminal.Error.WriteLineAsync(
            $"{Words.Count(planned.Count, "migration")} to expand; then: {command.Value(Deploy)}; then contract when the old version is gone. Nothing was changed.");
        return Tool.ExitCode.Done;
    }
}
