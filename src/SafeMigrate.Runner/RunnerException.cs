namespace SafeMigrate.Runner;

/// <summary>What a command ends with; scripts rely on the numbers.</summary>
public enum ExitCode
{
    /// <summary>Done, or nothing to do.</summary>
    Done = 0,

    /// <summary>A gate said no, or another runner holds the lease.</summary>
    Refused = 1,

    /// <summary>Bad usage, unreadable input, a server that cannot be used.</summary>
    Usage = 2,

    /// <summary>The database stopped the command; running it again resumes it.</summary>
    Stopped = 3,
}

/// <summary>Ends a command with a message for people: what, where, and what to do about it. Never shown with a stack trace.</summary>
public class RunnerException : Exception
{
    /// <param name="exitCode">What the command ends with.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="inner">What caused it, or null.</param>
    public RunnerException(ExitCode exitCode, string message, Exception? inner = null)
        : base(message, inner) => ExitCode = exitCode;

    /// <summary>What the command ends with.</summary>
    public ExitCode ExitCode { get; }
}
