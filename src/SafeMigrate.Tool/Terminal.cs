using System.Text;

namespace SafeMigrate.Tool;

/// <summary>Where a command reads and writes: machine output goes to <see cref="Out"/>, messages and progress to <see cref="Error"/>.</summary>
/// <param name="In">Opens the standard input.</param>
/// <param name="Out">The standard output.</param>
/// <param name="Error">The standard error.</param>
internal sealed record Terminal(Func<Stream> In, TextWriter Out, TextWriter Error)
{
    /// <summary>True where the standard output shows colours.</summary>
    public bool Color { get; init; }

    /// <summary>True where a person looks at the standard error, so that a progress bar can be redrawn.</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Characters in a line of the standard output.</summary>
    public int Width { get; init; } = 120;

    /// <summary>The terminal of this process. NO_COLOR is honoured (no-color.org), as is FORCE_COLOR of CI logs.</summary>
    public static Terminal OfProcess()
    {
        var plain = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } || Environment.GetEnvironmentVariable("TERM") == "dumb";
        var forced = Environment.GetEnvironmentVariable("FORCE_COLOR") is { Length: > 0 } and not "0";
        return new Terminal(Console.OpenStandardInput, Console.Out, new StandardError())
        {
            Color = !plain && (forced || !Console.IsOutputRedirected),
            IsInteractive = !plain && !Console.IsErrorRedirected,
            Width = Console.IsOutputRedirected ? 120 : Math.Max(40, Console.WindowWidth),
        };
    }

    /// <summary>Opened where something is written to it: most commands never do.</summary>
    private sealed class StandardError : TextWriter
    {
        public override Encoding Encoding => Console.Error.Encoding;

        public override void Write(char value) => Console.Error.Write(value);

        public override void Write(char[] buffer, int index, int count) => Console.Error.Write(buffer, index, count);

        public override void Write(string? value) => Console.Error.Write(value);

        public override void WriteLine(string? value) => Console.Error.WriteLine(value);

        public override void Flush() => Console.Error.Flush();
    }
}
