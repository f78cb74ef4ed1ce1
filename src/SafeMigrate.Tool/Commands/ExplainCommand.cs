using System.CommandLine;
using SafeMigrate.Rules;
using SafeMigrate.Tool.Linting;

namespace SafeMigrate.Tool.Commands;

/// <summary><c>explain</c>: what a rule means.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string?> RuleName = new("RULE") { Description = "The rule's id or name.", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<bool> All = new("--all") { Description = "All rules." };

    private static readonly Option<string?> Output = new("--output") { Description = "With --all: the folder that gets a page for each rule.", HelpName = "DIR" };

    public static Command Create(Terminal terminal)
    {
        var command = new Command("explain", "Says what a rule means, why it matters, and what to do instead.") { RuleName, All, Output };
        command.SetAction(arguments => Run(arguments, terminal));
        ExampleHelp.Set(command, """
            safemigrate explain SM0003
            safemigrate explain set-not-null
            safemigrate explain --all --output docs/rules
            """);
        return command;
    }

    private static int Run(ParseResult arguments, Terminal terminal)
    {
        if (arguments.GetValue(All))
            return Everything(arguments.GetValue(Output), terminal);

        var name = arguments.GetValue(RuleName) ?? throw new UserErrorException("explain needs a rule, as in: safemigrate explain SM0003");
        var rule = Catalog.All.Find(name) ?? throw new UserErrorException($"there is no rule \"{name}\"; safemigrate rules lists them");
        terminal.Out.Write(RulePage.Markdown(rule));
        return ExitCode.Done;
    }

    private static int Everything(string? folder, Terminal terminal)
    {
        foreach (var rule in Catalog.All)
        {
            if (folder is null)
                terminal.Out.Write(RulePage.Markdown(rule) + "\n");
            else
                Files.Write(Path.Combine(folder, rule.Id + ".md"), RulePage.Markdown(rule));
        }

        return ExitCode.Done;
    }
}
