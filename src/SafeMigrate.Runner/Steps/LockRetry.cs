using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Steps;

/// <summary>
/// Tries a short transaction until it gets its locks. Each attempt gives up soon, so that the queue behind it drains; the pauses grow and
/// differ, so that two who wait for each other do not stay in step.
/// </summary>
internal sealed class LockRetry(RunnerOptions options, Action<int, string> failed)
{
    /// <summary>How long failed attempts have taken.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Runs the attempt; what it throws after the deadline, or for another reason than locks, is thrown.</summary>
    public async Task RunAsync(Func<Task> attempt, CancellationToken cancellation)
    {
        var begun = options.Time.GetTimestamp();
        var pause = options.FirstPause;
        for (var number = 1; ; number++)
        {
            var attempted = options.Time.GetTimestamp();
            try
            {
                await attempt();
                return;
            }
            catch (PostgresException exception) when (exception.IsLockTrouble() && options.Time.GetElapsedTime(begun) < options.Deadline)
            {
                Waited += options.Time.GetElapsedTime(attempted);
                failed(number, exception.MessageText);
            }

            await options.Delay(pause * (0.5 + options.Random()), cancellation);
            pause = pause * 2 < options.LongestPause ? pause * 2 : options.LongestPause;
        }
    }
}
