using System.CommandLine;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Running;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>contract</c>: after the rollout.</summary>
internal static class ContractCommand
{
    public static readonly Option<string[]> Override = new("--override")
    {
        Description = "Do not ask this gate; the reason is kept in the journal. May be repeated.",
        HelpName = "GATE=REASON",
        DefaultValueFactory = _ => [],
    };

    public static Command Create(Terminal terminal)
    {
        var command = RunnerCommand.Create("contract", "After the rollout: takes the old shape away once no old version is left.", terminal, Run, Override);
        ExampleHelp.Set(command, """
            safemigrate contract
            safemigrate contract --dry-run
            safemigrate contract --override sessions="the one session left is the nightly report"
            """);
        return command;
    }

    /// <summary>The gates that are not to be asked, each with the reason.</summary>
    public static Dictionary<string, string> Overrides(string[] arguments)
    {
        var overrides = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var argument in arguments)
        {
            var at = argument.IndexOf('=');
            var reason = at < 0 ? "" : argument[(at + 1)..].Trim();
            if (at <= 0 || reason.Length == 0)
                throw new UserErrorException($"--override {argument}: name the gate and say why, as in --override sessions=\"reason\"");
            overrides[argument[..at].Trim()] = reason;
        }

        return overrides;
    }

    private static async Task<int> Run(RunnerCommand command)
    {
        var overrides = Overrides(command.Value(Override)!);
        var versions = await command.VersionsAsync();
        if (command.IsDryRun)
            return await DryRun.Write(command, versions, "contract", () => Check(command, versions), ChangeState.Expanded, ChangeState.Contracting);
        return await command.RunAsync((runner, cancellation) => runner.ContractAsync(versions, overrides, cancellation));
    }

    private static async Task Check(RunnerCommand command, IReadOnlyCollection<string>? versions)
    {
        Action<RunnerEvent> write = command.IsJson
            ? happened => JsonLines.Write(happened, command.Terminal.Out)
            : happened => command.Terminal.Out.WriteLine(EventText.Of(happened, verbose: true));
        foreach (var problem in await command.Runner(write).CheckContractAsync(versions))
            await command.Terminal.Error.WriteLineAsync("The data is not ready: " + problem);
    }
}
