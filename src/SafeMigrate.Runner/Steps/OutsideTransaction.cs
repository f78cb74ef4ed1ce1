using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Steps;

/// <summary>Runs what the server refuses in a transaction: builds and drops of indexes while reads and writes go on, VACUUM, ALTER SYSTEM and the like.</summary>
internal sealed class OutsideTransaction(CommandSession session, BlockerWatch watch, Action<string, string> waits)
{
    public Task RunAsync(Operation operation, Action<string> running, CancellationToken cancellation) => operation switch
    {
        CreateIndex create => RetriedAsync(connection => new ConcurrentIndex(session, watch, statement => StatementAsync(connection, statement, running)).BuildAsync(connection, create, cancellation), cancellation),
        DropIndex drop => session.Main.RunAsync(connection => StatementAsync(connection, drop with { IfExists = true }, running), cancellation),
        DetachPartition detach => RetriedAsync(connection => DetachAsync(connection, detach, running), cancellation),
        RunSqlAlone run => RetriedAsync(connection => AloneAsync(connection, run, running), cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(operation), operation.Name),
    };

    private Task RetriedAsync(Func<NpgsqlConnection, Task> attempt, CancellationToken cancellation) =>
        new LockRetry(session.Options, (number, message) => waits($"attempt {number}", message)).RunAsync(() => session.Main.RunAsync(attempt, cancellation), cancellation);

    private Task AloneAsync(NpgsqlConnection connection, RunSqlAlone run, Action<string> running) => AloneAsync(connection, run, run.GivesWay, running);

    // Interrupted, it leaves the partition neither in nor out; the server takes nothing then but its end.
    private async Task DetachAsync(NpgsqlConnection connection, DetachPartition detach, Action<string> running)
    {
        var pending = await connection.QueryAsync(PostgresWriter.DetachPending(detach), row => row.GetBoolean(0), CancellationToken.None);
        if (pending.Count > 0)
            await AloneAsync(connection, pending[0] ? detach with { Concurrently = false, Finalize = true } : detach, givesWay: true, running);
    }

    private async Task AloneAsync(NpgsqlConnection connection, Operation operation, bool givesWay, Action<string> running)
    {
        var timeout = givesWay ? (long)session.Options.LockTimeout.TotalMilliseconds : 0;
        await connection.ExecuteAsync($"SET lock_timeout = {timeout}", CancellationToken.None);
        try
        {
            await StatementAsync(connection, operation, running);
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
                await connection.ExecuteAsync("RESET lock_timeout", CancellationToken.None);
        }
    }

    // No lock_timeout: the waits of a concurrent build block nobody, and giving up would throw the work away.
    private async Task StatementAsync(NpgsqlConnection connection, Operation operation, Action<string> running)
    {
        foreach (var sql in session.Write(operation))
        {
            running(sql);
            var progress = new BuildProgress(session.Options, () => session.IsLate, connection.ProcessID, waits);
            await watch.WatchAsync(
                connection.ProcessID,
                () => connection.ExecuteRawAsync(sql),
                TimeSpan.FromSeconds(1),
                seen: blockers => waits("waiting", $"Waits for {blockers}"),
                look: progress.LookAsync);
        }
    }
}
