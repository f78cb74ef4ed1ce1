using System.CommandLine;
using System.CommandLine.Help;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Commands;

namespace SafeMigrate.Tool;

/// <summary>The command line: which commands there are, and how errors of the user are answered.</summary>
internal static class CommandLine
{
    private const string Description =
        "Makes database migrations safe for releases without downtime: finds the changes that are not, splits them into phases and runs each at the right moment.";

    private static readonly Entry[] Commands =
    [
        new("lint", LintCommand.Create),
        new("plan", PlanCommand.Create),
        new("verify", VerifyCommand.Create),
        new("expand", ExpandCommand.Create),
        new("contract", ContractCommand.Create),
        new("rollback", RollbackCommand.Create),
        new("revert", RevertCommand.Create),
        new("purge", PurgeCommand.Create),
        new("abort", AbortCommand.Create),
        new("resume", ResumeCommand.Create),
        new("status", StatusCommand.Create),
        new("throttle", ThrottleCommand.Create),
        new("doctor", DoctorCommand.Create),
        new("release", ReleaseCommand.Create),
        new("gate", GateCommand.Create),
        new("wait", WaitCommand.Create),
        new("can-deploy", CanDeployCommand.Create),
        new("can-rollback", CanRollbackCommand.Create),
        new("snapshot", SnapshotCommand.Create),
        new("rules", RulesCommand.Create),
        new("explain", ExplainCommand.Create),
        new("parse", ParseCommand.Create),
        new("demo", DemoCommand.Create),
    ];

    /// <summary>Runs one command; the result is the exit code.</summary>
    /// <param name="args">Without the program's name.</param>
    /// <param name="terminal">Where to read and write.</param>
    public static async Task<int> RunAsync(string[] args, Terminal terminal)
    {
        var result = Root(terminal, args).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0 && result.Action is not HelpAction and not ExampleHelp)
            return BadUsage(result, terminal);

        try
        {
            var invocation = new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,

                // Commands that touch a database listen to Ctrl-C themselves.
                ProcessTerminationTimeout = null,
            };
            return await result.InvokeAsync(invocation);
        }
        catch (Exception error) when (CodeOf(error) is not null)
        {
            await terminal.Error.WriteLineAsync("safemigrate: " + error.Message);
            return CodeOf(error)!.Value;
        }
    }

    /// <summary>What is wrong with the words of a command line, without running it; empty where nothing is.</summary>
    public static IReadOnlyList<string> Errors(string[] args) =>
        [.. Root(Terminal.OfProcess(), []).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null }).Errors.Select(error => error.Message)];

    // Making all commands, and help that nobody asked for, takes longer than linting a file. So only the command that is meant is made, where it is clear which.
    private static Command Root(Terminal terminal, string[] args)
    {
        var meant = args is [var first, ..] ? Array.Find(Commands, command => command.Name == first) : null;
        var root = meant is null || Array.Exists(args, IsAboutTheProgram) ? ExampleHelp.Root(Description) : new Command("safemigrate", Description);
        foreach (var command in meant is null ? Commands : [meant])
            root.Add(command.Create(terminal));
        root.Add(Shared.NoColor);
        root.Add(Shared.Verbose);
        root.Add(Shared.Config);
        return root;
    }

    private static bool IsAboutTheProgram(string argument) => argument is "--help" or "-h" or "-?" or "/?" or "/h" or "--version" || argument.StartsWith('[');

    // Null for a bug of our own. The runner's assembly is only loaded where something failed.
    private static int? CodeOf(Exception error) => error is UserErrorException ? Tool.ExitCode.BadInput : RunnerCodeOf(error);

    private static int? RunnerCodeOf(Exception error) => error is RunnerException { ExitCode: var code } ? (int)code : null;

    private static int BadUsage(ParseResult result, Terminal terminal)
    {
        foreach (var error in result.Errors)
            terminal.Error.WriteLine("safemigrate: " + error.Message.TrimEnd('.'));
        var command = result.CommandResult.Command is RootCommand ? "" : result.CommandResult.Command.Name + " ";
        terminal.Error.WriteLine($"See: safemigrate {command}--help");
        return Tool.ExitCode.BadInput;
    }

    /// <param name="Name">As the user writes it.</param>
    /// <param name="Create">Makes the command.</param>
    private sealed record Entry(string Name, Func<Terminal, Command> Create);
}
