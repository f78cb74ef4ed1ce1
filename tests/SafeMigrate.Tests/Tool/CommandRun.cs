using SafeMigrate.Tool;

namespace SafeMigrate.Tests.Tool;

/// <summary>One run of the command line, in this process.</summary>
internal sealed record CommandRun(int Code, string Out, string Error)
{
    public static CommandRun Of(params string[] arguments) => WithInput("", arguments);

    public static CommandRun WithInput(string input, params string[] arguments) => WithInput(System.Text.Encoding.UTF8.GetBytes(input), arguments);

    public static CommandRun WithInput(byte[] input, params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = CommandLine.RunAsync(arguments, new Terminal(() => new MemoryStream(input), output, error)).GetAwaiter().GetResult();
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}
