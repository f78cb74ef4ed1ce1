namespace SafeMigrate.Tool;

/// <summary>What the process says to its caller.</summary>
internal static class ExitCode
{
    /// <summary>Done, or nothing found.</summary>
    public const int Done = 0;

    /// <summary>Findings at or above the fail level, or a gate said no.</summary>
    public const int Refused = 1;

    /// <summary>Bad usage, configuration or unreadable input.</summary>
    public const int BadInput = 2;

    /// <summary>The database stopped it; the message names the command that resumes.</summary>
    public const int Stopped = 3;

    /// <summary>Ctrl-C, as shells count it: 128 and the number of SIGINT.</summary>
    public const int Interrupted = 130;
}
