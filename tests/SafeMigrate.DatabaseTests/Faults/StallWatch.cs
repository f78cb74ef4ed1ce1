using Npgsql;

namespace SafeMigrate.DatabaseTests.Faults;

/// <summary>Looks ten times a second whether a statement of the application waits, and for whom: a stall that it does not see is the machine's.</summary>
internal sealed class StallWatch : IAsyncDisposable
{
    private const string Waiting = """
        SELECT round(extract(epoch FROM clock_timestamp() - a.query_start) * 1000)::int, coalesce(a.wait_event_type || ' ' || a.wait_event, 'nothing'), left(a.query, 60), coalesce((
            SELECT string_agg(format('%s %s %s: %s', b.pid, b.application_name, b.state, left(regexp_replace(b.query, '\s+', ' ', 'g'), 150)), ' and ')
            FROM pg_stat_activity AS b WHERE b.pid = ANY (pg_blocking_pids(a.pid))), 'nobody')
        FROM pg_stat_activity AS a WHERE a.datname = current_database() AND a.application_name LIKE 'shop/%' AND a.state = 'active' AND clock_timestamp() - a.query_start > interval '200 ms'
        ORDER BY 1 DESC LIMIT 1
        """;

    private readonly CancellationTokenSource stop = new();
    private readonly Task watching;
    private (int Milliseconds, string Text) longest = (0, "seen by nobody in the server");

    public StallWatch(TestDatabase database) => watching = Task.Run(() => WatchAsync(database));

    /// <summary>Whom the longest wait that was seen was for.</summary>
    public string Longest => longest.Text;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        stop.Dispose();
    }

    private async Task WatchAsync(TestDatabase database)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await database.OpenAsync("safemigrate/tests");
                while (!stop.IsCancellationRequested)
                {
                    await LookAsync(connection);
                    await Task.Delay(100, stop.Token);
                }
            }
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
            {
                await Task.Delay(100); // The server is away, as the fault has it.
            }
        }
    }

    private async Task LookAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Waiting, connection);
        await using var reader = await command.ExecuteReaderAsync();
        if (await reader.ReadAsync() && reader.GetInt32(0) > longest.Milliseconds)
            longest = (reader.GetInt32(0), $"after {reader.GetInt32(0)} ms \"{reader.GetString(2)}\" waited for {reader.GetString(1)} of {reader.GetString(3)}");
    }
}
