using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Runner.Connections;

namespace SafeMigrate.Runner.Steps;

/// <summary>
/// Builds an index while reads and writes go on. A build that fails leaves an INVALID index, which every write goes on to maintain and no read
/// uses: it is ours, by the intent in the journal, and is dropped and built again.
/// </summary>
/// <param name="session">The command.</param>
/// <param name="watch">Knows who is in the way.</param>
/// <param name="run">Runs a statement of ours.</param>
internal sealed class ConcurrentIndex(CommandSession session, BlockerWatch watch, Func<Operation, Task> run)
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
            : $"Index {name} on {create.Table} is INVALID, the leftover of a failed build that this journal does not know. Run 'DROP INDEX CONCURRENTLY {name}', then '"
                + "safemigrate expand' builds it.");
    }

    /// <summary>Builds it, unless a valid one is there.</summary>
    public async Task BuildAsync(NpgsqlConnection connection, CreateIndex create, CancellationToken cancellation)
    {
        var valid = await IsValidAsync(connection, create, cancellation);
        if (valid == true)
            return;
        if (valid == false)
            await DropAsync(create);
        try
        {
            await run(create with { IfNotExists = false });
        }
        catch (PostgresException exception) when (!exception.IsConnectionLost())
        {
            if (exception.SqlState == SqlStates.QueryCanceled && watch.Blockers is { } blockers)
                exception.Data[Explanation] = "in the way: " + blockers;
            if (session.IsLate)
                throw; // To drop it waits as long as to build it; the next run does.
            await DropAsync(create);
            if (exception.SqlState == SqlStates.UniqueViolation)
                await DuplicateKeys.ExplainAsync(connection, create.Index, exception);
            throw;
        }
    }

    private Task DropAsync(CreateIndex create) => run(new DropIndex(create.Table with { Name = create.Index.Name! }) { Concurrently = true, IfExists = true });

    private static async Task<bool?> IsValidAsync(NpgsqlConnection connection, CreateIndex create, CancellationToken cancellation)
    {
        var found = await connection.QueryAsync(
            Find, row => row.GetBoolean(0), cancellation, create.Index.Name, Names.Quoted(create.Table));
        return found.Count == 0 ? null : found[0];
    }
}
