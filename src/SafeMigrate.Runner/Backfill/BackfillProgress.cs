using Npgsql;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Backfill;

/// <summary>How far a backfill is, in the journal.</summary>
internal static class BackfillProgress
{
    // 8 MB: a table below twice that is not worth a second worker.
    private const int SmallestRange = 1024;
    private const int MostRanges = 64;

    private const string Key = "change = $1 AND phase = $2 AND ordinal = $3";

    /// <summary>
    /// Cuts the tables into ranges of blocks, unless an earlier run did, and returns those that are not done. What is added to the end of a
    /// table later was written with the sync triggers in place.
    /// </summary>
    public static async Task<List<BlockRange>> PrepareAsync(
        NpgsqlConnection connection, long token, StepKey key, IReadOnlyList<BackfillTable> tables, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ChangeJournal.FenceAsync(connection, token, cancellation);
        var names = tables.Select(table => table.Name).ToArray();
        await connection.ExecuteAsync(
            """
            INSERT INTO safemigrate.backfill (change, phase, ordinal, relation, total)
            SELECT $1, $2, $3, relation, total FROM unnest($4, $5) AS estimate (relation, total) ON CONFLICT DO NOTHING
            """,
            cancellation,
            [.. Parts(key), names, tables.Select(table => table.EstimatedRows).ToArray()]);
        await connection.ExecuteAsync(
            $"""
            INSERT INTO safemigrate.backfill_range (change, phase, ordinal, relation, first_block, end_block, next_block)
            SELECT change, phase, ordinal, relation, first, least(first + size, blocks), first
            FROM safemigrate.backfill,
                LATERAL (SELECT pg_relation_size(relation::regclass) / current_setting('block_size')::int AS blocks) AS relation_size,
                LATERAL (SELECT greatest({SmallestRange}, ceil(blocks / {MostRanges}.0)::bigint) AS size) AS range_size,
                generate_series(next_block, blocks - 1, size) AS first
            WHERE {Key} AND relation = ANY ($4) AND NOT EXISTS (
                SELECT FROM safemigrate.backfill_range AS cut
                WHERE (cut.change, cut.phase, cut.ordinal, cut.relation) = (backfill.change, backfill.phase, backfill.ordinal, backfill.relation))
            """,
            cancellation,
            [.. Parts(key), names]);
        await transaction.CommitAsync(cancellation);
        return await RangesAsync(connection, key, tables, cancellation);
    }

    /// <summary>Rows written by now, and rows there were by the planner's estimate at the beginning.</summary>
    public static async Task<(long Rows, long Total)> SumAsync(NpgsqlConnection connection, StepKey key, CancellationToken cancellation) =>
        (await connection.QueryAsync(
            $"""
            SELECT (coalesce(sum(rows), 0) + coalesce((SELECT sum(rows) FROM safemigrate.backfill_range WHERE {Key}), 0))::bigint, coalesce(sum(total), 0)::bigint
            FROM safemigrate.backfill WHERE {Key}
            """,
            row => (row.GetInt64(0), row.GetInt64(1)),
            cancellation,
            Parts(key)))[0];

    /// <summary>
    /// Writes rows and how far the range is, in one statement. Read with <see cref="Advanced"/>, it answers with the range as it is now, which
    /// counts a transaction whose answer was lost, and with what <c>safemigrate throttle</c> stored.
    /// </summary>
    /// <param name="key">The step.</param>
    /// <param name="range">The range as it was.</param>
    /// <param name="next">The first block of it that is not done after this.</param>
    /// <param name="update">The statement that writes the rows; null for none.</param>
    public static NpgsqlBatchCommand Advance(StepKey key, BlockRange range, long next, string? update)
    {
        var command = new NpgsqlBatchCommand(
            $"""
            {(update is null ? "" : $"WITH written AS ({update} RETURNING 1)")}
            UPDATE safemigrate.backfill_range SET next_block = $6, rows = rows + {(update is null ? "0" : "(SELECT count(*) FROM written)")}
            WHERE {Key} AND relation = $4 AND first_block = $5
            RETURNING rows, ({ThrottleJournal.Read})
            """);
        foreach (var value in Parts(key).Concat([range.Table.Name, range.First, next]))
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }

    /// <summary>The answer of <see cref="Advance"/>.</summary>
    public static (BlockRange Range, string? Throttle) Advanced(NpgsqlDataReader row, BlockRange range, long next) =>
        (range with { Next = next, Rows = row.GetInt64(0) }, row.IsDBNull(1) ? null : row.GetString(1));

    /// <summary>Ends a pass; another one begins with the first block of each table, and meets the rejected rows again.</summary>
    public static async Task EndPassAsync(NpgsqlConnection connection, long token, StepKey key, bool isLast, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ChangeJournal.FenceAsync(connection, token, cancellation);
        await connection.ExecuteAsync(
            $"""
            UPDATE safemigrate.backfill SET pass = pass + 1, next_block = 0, rows = rows + coalesce((
                SELECT sum(done.rows) FROM safemigrate.backfill_range AS done
                WHERE (done.change, done.phase, done.ordinal, done.relation) = (backfill.change, backfill.phase, backfill.ordinal, backfill.relation)), 0)
            WHERE {Key}
            """,
            cancellation,
            Parts(key));
        await connection.ExecuteAsync($"DELETE FROM safemigrate.backfill_range WHERE {Key}", cancellation, Parts(key));
        if (!isLast)
            await connection.ExecuteAsync($"DELETE FROM safemigrate.rejected_row WHERE {Key}", cancellation, Parts(key));
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Why no batch begins, for <c>safemigrate status</c>; null when they do.</summary>
    public static Task WaitsForAsync(NpgsqlConnection connection, StepKey key, string? reason) => connection.ExecuteAsync(
        $"UPDATE safemigrate.backfill SET waits_for = $4 WHERE {Key} AND waits_for IS DISTINCT FROM $4",
        CancellationToken.None,
        [.. Parts(key), reason]);

    /// <summary>The key as parameters $1 to $3.</summary>
    public static object?[] Parts(StepKey key) => [key.Change, key.Phase.ToString(), key.Ordinal];

    private static Task<List<BlockRange>> RangesAsync(
        NpgsqlConnection connection, StepKey key, IReadOnlyList<BackfillTable> tables, CancellationToken cancellation)
    {
        var byName = tables.ToDictionary(table => table.Name);
        return connection.QueryAsync(
            $"""
            SELECT relation, first_block, end_block, next_block, rows FROM safemigrate.backfill_range
            WHERE {Key} AND relation = ANY ($4) AND next_block < end_block ORDER BY relation, first_block
            """,
            row => new BlockRange(byName[row.GetString(0)], row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)),
            cancellation,
            [.. Parts(key), byName.Keys.ToArray()]);
    }
}
