using System.Globalization;
using Npgsql;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Steps;

/// <summary>How far a concurrent build is. One that has not come any further until the deadline is cancelled: it would wait for ever.</summary>
internal sealed class BuildProgress(RunnerOptions options, Func<bool> isLate, int processId, Action<string, string> report)
{
    private const string Find = """
        SELECT phase, CASE WHEN blocks_total > 0 THEN 100 * blocks_done / blocks_total WHEN tuples_total > 0 THEN 100 * tuples_done / tuples_total END,
            concat_ws('/', phase, lockers_done, blocks_done, tuples_done, partitions_done, current_locker_pid)
        FROM pg_stat_progress_create_index WHERE pid = $1
        """;

    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(5);

    private readonly long begun = options.Time.GetTimestamp();
    private string position = "";
    private long moved;
    private TimeSpan reported;

    /// <summary>Looks once.</summary>
    public async Task LookAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var found = await connection.QueryAsync(
            Find, row => (Phase: row.GetString(0), Percent: row.IsDBNull(1) ? (long?)null : row.GetInt64(1), Position: row.GetString(2)), cancellation, processId);
        if (found is not [var now])
            return;
        if (now.Position != position || moved == 0)
            (position, moved) = (now.Position, options.Time.GetTimestamp());
        else if (options.Time.GetElapsedTime(moved) > options.Deadline)
            await CancelAsync(connection, $"The build has not come any further for {options.Deadline.TotalMinutes:0.#} min ({now.Phase}) and is given up");
        if (isLate())
            await CancelAsync(connection, $"The time of the command is over, and the build is given up ({now.Phase})");

        var elapsed = options.Time.GetElapsedTime(begun);
        if (elapsed - reported < BetweenReports)
            return;
        reported = elapsed;
        report("building", now.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $"{now.Phase}, {percent} %") : now.Phase);
    }

    private async Task CancelAsync(NpgsqlConnection connection, string why)
    {
        await connection.ScalarAsync<bool>("SELECT pg_cancel_backend($1)", CancellationToken.None, processId);
        report("stalled", why);
        moved = options.Time.GetTimestamp();
    }
}
