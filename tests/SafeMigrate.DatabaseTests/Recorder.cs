using System.Collections.Concurrent;
using SafeMigrate.Runner;

namespace SafeMigrate.DatabaseTests;

/// <summary>Keeps the events of a runner, and tells when one has come.</summary>
internal sealed class Recorder
{
    private readonly ConcurrentQueue<RunnerEvent> events = new();
    private readonly ConcurrentBag<(Func<RunnerEvent, bool> Wanted, TaskCompletionSource<RunnerEvent> Came)> waiting = [];

    public IEnumerable<RunnerEvent> Events => events;

    public void Add(RunnerEvent item)
    {
        events.Enqueue(item);
        foreach (var (wanted, came) in waiting)
        {
            if (wanted(item))
                came.TrySetResult(item);
        }
    }

    /// <summary>The next event that is wanted.</summary>
    public Task<RunnerEvent> NextAsync(Func<RunnerEvent, bool> wanted)
    {
        var came = new TaskCompletionSource<RunnerEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Add((wanted, came));
        return came.Task;
    }
}
