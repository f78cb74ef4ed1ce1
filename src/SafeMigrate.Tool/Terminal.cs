namespace SafeMigrate.Tool;

/// <summary>Where a command reads and writes: machine output goes to <see cref="Out"/>, messages and progress to <see cref="Error"/>.</summary>
/// <param name="In">The standard input.</param>
/// <param name="Out">The standard output.</param>
/// <param name="Error">The standard error.</param>
internal sealed record Terminal(TextReader In, TextWriter Out, TextWriter Error)
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
        return new Terminal(new StandardInput(), Console.Out, Console.Error)
        {
            Color = !plain && (forced || !Console.IsOutputRedirected),
            IsInteractive = !plain && !Console.IsErrorRedirected,
            Width = Console.IsOutputRedirected ? 120 : Math.Max(40, Console.WindowWidth),
        };
    }

    /// <summary>Opened where it is read: most commands never do.</summary>
    private sealed class StandardInput : TextReader
    {
        public override int Peek() => Console.In.Peek();

        public override int Read() => Console.In.Read();

        public override string? ReadLine() => Console.In.ReadLine();

        public override string ReadToEnd() => Console.In.ReadToEnd();
    }
}
