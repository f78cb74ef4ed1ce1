using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Backfill;

/// <summary>Keeps as many workers at work as there are to be, also when that number changes.</summary>
internal sealed class WorkerCrew(BackfillJob job, Throttle throttle, TableVacuum vacuum, Action<string> running)
{
    private readonly Dictionary<int, Task> crew = [];
    private readonly HashSet<int> unavailable = [];

    /// <summary>Ends when all ranges are done. Where one worker fails, the others end after their batch, and its exception is thrown.</summary>
    public async Task RunAsync(RangeQueue queue, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        while (true)
        {
            var changed = throttle.Changed;
            Hire(queue, stop.Token);
            if (crew.Count == 0)
                return;
            await Task.WhenAny([.. crew.Values, changed]);
            await DismissAsync(stop);
        }
    }

    private void Hire(RangeQueue queue, CancellationToken cancellation)
    {
        for (var number = 0; number < throttle.Settings.Workers && !queue.IsEmpty; number++)
        {
            if (!crew.ContainsKey(number) && !unavailable.Contains(number))
            {
                var hired = number;
                crew[hired] = Task.Run(() => WorkAsync(hired, queue, cancellation), CancellationToken.None);
            }
        }
    }

    private async Task DismissAsync(CancellationTokenSource stop)
    {
        if (crew.Values.Any(task => task.IsFaulted || task.IsCanceled))
        {
            await stop.CancelAsync();
            await Task.WhenAll(crew.Values);
        }

        foreach (var (number, _) in crew.Where(worker => worker.Value.IsCompleted).ToList())
            crew.Remove(number);
    }

    // The first worker has the command's connection; one of the others that gets none is done without.
    private async Task WorkAsync(int number, RangeQueue queue, CancellationToken cancellation)
    {
        if (number == 0)
        {
            await new BackfillWorker(job, throttle, vacuum, job.Session.Main, number, running).RunAsync(queue, cancellation);
            return;
        }

        await using var connection = new MainConnection(job.Session.Target, job.Session.Options, Lost);
        try
        {
            await connection.OpenAsync(cancellation);
        }
        catch (RunnerException exception)
        {
            lock (unavailable)
                unavailable.Add(number);
            job.Report(report => report with { State = "note", Message = $"Goes on with fewer workers: {exception.Message}" });
            return;
        }

        await new BackfillWorker(job, throttle, vacuum, connection, number, running).RunAsync(queue, cancellation);
    }

    private void Lost(string message) => job.Report(report => report with { State = "reconnecting", Message = "The connection was lost: " + message });
}
