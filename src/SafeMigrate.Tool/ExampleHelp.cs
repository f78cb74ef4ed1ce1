using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace SafeMigrate.Tool;

/// <summary>Help with examples below it.</summary>
internal sealed class ExampleHelp(HelpAction inner) : SynchronousCommandLineAction
{
    private static readonly ConditionalWeakTable<Command, string> Examples = [];

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Says how a command is used, one line each.</summary>
    public static void Set(Command command, string examples) => Examples.AddOrUpdate(command, examples);

    /// <summary>A program's command with <c>--help</c> and <c>--version</c>, below which all commands show their examples.</summary>
    public static RootCommand Root(string description)
    {
        var root = new RootCommand(description);
        var option = root.Options.OfType<HelpOption>().First();
        option.Action = new ExampleHelp(new HelpAction());
        return root;
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var code = inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (Examples.TryGetValue(parseResult.CommandResult.Command, out var examples))
        {
            output.WriteLine("Examples:");
            foreach (var line in examples.Split('\n'))
                output.WriteLine("  " + line);
        }

        return code;
    }
}
