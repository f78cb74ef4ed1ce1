using Npgsql;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Backfill;

/// <summary>How far the backfill of one table is, in the journal.</summary>
/// <param name="NextBlock">The first block that is not done in this pass.</param>
/// <param name="Rows">Rows written in all passes.</param>
/// <param name="Total">Rows there were by the planner's estimate at the beginning.</param>
internal sealed record BackfillProgress(long NextBlock, long Rows, long Total)
{
    private const string Key = "change = $1 AND phase = $2 AND ordinal = $3";

    /// <summary>Where an earlier run stopped, or the beginning.</summary>
    public static async Task<BackfillProgress> LoadAsync(
        NpgsqlConnection connection, StepKey key, BackfillTable table, CancellationToken cancellation)
    {
        await connection.ExecuteAsync(
            "INSERT INTO safemigrate.backfill (change, phase, ordinal, relation, total) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
            cancellation,
            key.Change,
            key.Phase.ToString(),
            key.Ordinal,
            table.Name,
            table.EstimatedRows);
        var found = await connection.QueryAsync(
            $"SELECT next_block, rows, total FROM safemigrate.backfill WHERE {Key} AND relation = $4",
            row => new BackfillProgress(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2)),
            cancellation,
            key.Change,
            key.Phase.ToString(),
            key.Ordinal,
            table.Name);
        return found[0];
    }

    /// <summary>As part of the transaction that writes the rows.</summary>
    public static Task AdvanceAsync(NpgsqlConnection connection, StepKey key, BackfillTable table, long nextBlock, long rows) =>
        connection.ExecuteAsync(
            $"UPDATE safemigrate.backfill SET next_block = $5, rows = rows + $6 WHERE {Key} AND relation = $4",
            CancellationToken.None,
            key.Change,
            key.Phase.ToString(),
            key.Ordinal,
            table.Name,
            nextBlock,
            rows);

    /// <summary>All tables from their first block again.</summary>
    public static Task NextPassAsync(NpgsqlConnection connection, StepKey key, CancellationToken cancellation) => connection.ExecuteAsync(
        $"UPDATE safemigrate.backfill SET pass = pass + 1, next_block = 0 WHERE {Key}",
        cancellation,
        key.Change,
        key.Phase.ToString(),
        key.Ordinal);
}
