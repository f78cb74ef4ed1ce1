using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Steps;

/// <summary>
/// Runs what the server refuses in a transaction: builds and drops indexes while reads and writes go on. A build that fails leaves an INVALID
/// index, which every write goes on to maintain and no read uses: it is ours, by the intent in the journal, and is dropped and built again.
/// </summary>
internal sealed class ConcurrentIndex(CommandSession session, BlockerWatch watch, Action<string, string> waits)
{
    /// <summary>What <see cref="Exception.Data"/> holds more than the server says under.</summary>
    public const string Explanation = "safemigrate.explanation";

    private const string Find = """
        SELECT indisvalid AND indisready FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE relname = $1 AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = $2::regclass)
        """;

    /// <summary>An index of that name that was there before us is not ours to drop or to accept.</summary>
    public static async Task RequireFreeNameAsync(NpgsqlConnection connection, CreateIndex create, CancellationToken cancellation)
    {
        var valid = await IsValidAsync(connection, create, cancellation);
        if (valid is null || (valid.Value && create.IfNotExists))
            return;
        var name = create.Index.Name;
        throw new RunnerException(ExitCode.Stopped, valid.Value
            ? $"Index {name} on {create.Table} exists already. Rename the new one, or take this migration out with --only or --to."
            : $"Index {name} on {create.Table} is INVALID, the leftover of a failed build by somebody else. Run 'DROP INDEX CONCURRENTLY {name}', then '"
                + "safemigrate expand' builds it.");
    }

    public Task RunAsync(Operation operation, Action<string> running, CancellationToken cancellation) =>
        operation switch
        {
            CreateIndex create => new LockRetry(session.Options, (number, message) => waits($"attempt {number}", message)).RunAsync(
                () => session.Main.RunAsync(connection => BuildAsync(connection, create, running, cancellation), cancellation), cancellation),
            DropIndex drop => session.Main.RunAsync(connection => StatementAsync(connection, drop with { IfExists = true }, running), cancellation),
            RunSqlAlone run => new LockRetry(session.Options, (number, message) => waits($"attempt {number}", message)).RunAsync(
                () => session.Main.RunAsync(connection => AloneAsync(connection, run, running), cancellation), cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(operation), operation.Name),
        };

    private async Task AloneAsync(NpgsqlConnection connection, RunSqlAlone run, Action<string> running)
    {
        var timeout = run.GivesWay ? (long)session.Options.LockTimeout.TotalMilliseconds : 0;
        await connection.ExecuteAsync($"SET lock_timeout = {timeout}", CancellationToken.None);
        try
        {
            await StatementAsync(connection, run, running);
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
                await connection.ExecuteAsync("RESET lock_timeout", CancellationToken.None);
        }
    }

    private async Task BuildAsync(NpgsqlConnection connection, CreateIndex create, Action<string> running, CancellationToken cancellation)
    {
        var valid = await IsValidAsync(connection, create, cancellation);
        if (valid == true)
            return;
        if (valid == false)
            await DropAsync(connection, create, running);
        try
        {
            await StatementAsync(connection, create with { IfNotExists = false }, running);
        }
        catch (PostgresException exception) when (!exception.IsConnectionLost())
        {
            if (exception.SqlState == SqlStates.QueryCanceled && watch.Blockers is { } blockers)
                exception.Data[Explanation] = "in the way: " + blockers;
            if (session.IsLate)
                throw; // To drop it waits as long as to build it; the next run does.
            await DropAsync(connection, create, running);
            if (exception.SqlState == SqlStates.UniqueViolation)
                await DuplicateKeys.ExplainAsync(connection, create.Index, exception);
            throw;
        }
    }

    private Task DropAsync(NpgsqlConnection connection, CreateIndex create, Action<string> running) => StatementAsync(
        connection,
        new DropIndex(create.Table with { Name = create.Index.Name! }) { Concurrently = true, IfExists = true },
        running);

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

    private static async Task<bool?> IsValidAsync(NpgsqlConnection connection, CreateIndex create, CancellationToken cancellation)
    {
        var found = await connection.QueryAsync(
            Find, row => row.GetBoolean(0), cancellation, create.Index.Name, Names.Quoted(create.Table));
        return found.Count == 0 ? null : found[0];
    }
}
