namespace SafeMigrate.Runner.Steps;

/// <summary>
/// All locks of a transaction together wait no longer than one: while it waits for the second, it holds the first. The server keeps the
/// time itself, so that the statements can be sent all at once.
/// </summary>
internal static class LockBudget
{
    /// <summary>The statement from which the time counts.</summary>
    public const string Begin = "SELECT set_config('safemigrate.begun', extract(epoch FROM clock_timestamp())::text, true)";

    // Below this a lock that is free might not be had on a busy machine.
    private const int LeastMilliseconds = 50;

    /// <summary>The statement that lets the next one wait for what is left.</summary>
    public static string Left(TimeSpan timeout) =>
        $"SELECT set_config('lock_timeout', greatest({LeastMilliseconds}, {(long)timeout.TotalMilliseconds} "
        + "- 1000 * (extract(epoch FROM clock_timestamp())::float8 - current_setting('safemigrate.begun')::float8))::int::text, true)";
}
