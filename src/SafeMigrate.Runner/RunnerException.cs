namespace SafeMigrate.Runner;

/// <summary>What a command ends with; scripts rely on the numbers.</summary>
public enum ExitCode
{
    /// <summary>Done, or nothing to do.</summary>
    Done = 0,

    /// <summary>A gate said no, or another runner holds the lease.</summary>
    Refused = 1,

    /// <summary>Bad usage, unreadable input, a server that cannot be used. Nothing was changed.</summary>
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

/// <summary>The database said no in the middle of a command. What was done is recorded; running the command again goes on from there.</summary>
public sealed class MigrationStoppedException : RunnerException
{
    /// <param name="step">The step's title.</param>
    /// <param name="sql">The statement that failed.</param>
    /// <param name="sqlState">The server's error code, or null where the connection was lost.</param>
    /// <param name="reason">What the server said.</param>
    /// <param name="resume">The command that goes on, such as <c>safemigrate expand</c>.</param>
    /// <param name="inner">The driver's exception.</param>
    public MigrationStoppedException(string step, string sql, string? sqlState, string reason, string resume, Exception? inner = null)
        : base(ExitCode.Stopped, $"Stopped at \"{step}\": {reason}{State(sqlState)}. Mend the cause, then '{resume}' goes on from here.", inner) =>
        (Step, Sql, SqlState, Resume) = (step, sql, sqlState, resume);

    /// <summary>The step's title.</summary>
    public string Step { get; }

    /// <summary>The statement that failed.</summary>
    public string Sql { get; }

    /// <summary>The server's error code (SQLSTATE), or null where the connection was lost.</summary>
    public string? SqlState { get; }

    /// <summary>The command that goes on.</summary>
    public string Resume { get; }

    private static string State(string? sqlState) => sqlState is null ? "" : $" (SQLSTATE {sqlState})";
}
