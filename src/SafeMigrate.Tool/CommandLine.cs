using System.CommandLine;
using System.CommandLine.Help;
using SafeMigrate.Runner;
using SafeMigrate.Tool.Commands;

namespace SafeMigrate.Tool;

/// <summary>The command line: which commands there are, and how errors of the user are answered.</summary>
internal static class CommandLine
{
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
        var result = Root(terminal, args.FirstOrDefault()).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
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
        catch (UserErrorException error)
        {
            await terminal.Error.WriteLineAsync("safemigrate: " + error.Message);
            return Tool.ExitCode.BadInput;
        }
        catch (RunnerException error)
        {
            await terminal.Error.WriteLineAsync("safemigrate: " + error.Message);
            return (int)error.ExitCode;
        }
    }

    /// <summary>What is wrong with the words of a command line, without running it; empty where nothing is.</summary>
    public static IReadOnlyList<string> Errors(string[] args) =>
        [.. Root(Terminal.OfProcess(), null).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null }).Errors.Select(error => error.Message)];

    // Making all commands takes longer than linting a file, so that only the one that is meant is made, where it is clear which.
    private static RootCommand Root(Terminal terminal, string? first)
    {
        var root = new RootCommand("Makes database migrations safe for releases without downtime: finds the changes that are not, splits them into phases and runs each at the right moment.");
        foreach (var command in Array.Find(Commands, command => command.Name == first) is { } meant ? [meant] : Commands)
            root.Add(command.Create(terminal));
        root.Add(Shared.NoColor);
        root.Add(Shared.Verbose);
        root.Add(Shared.Config);
        ExampleHelp.AddTo(root);
        return root;
    }

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
