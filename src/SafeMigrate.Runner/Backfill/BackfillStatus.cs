using Npgsql;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Backfill;

/// <summary>How far the backfills of a change are.</summary>
/// <param name="Change">The change's key.</param>
/// <param name="Rows">Rows written.</param>
/// <param name="Total">Rows there were by the planner's estimate.</param>
/// <param name="WaitsFor">Why no batch begins, or null.</param>
/// <param name="Rejected">Rows that were left as they are.</param>
internal sealed record BackfillStatus(long Change, long Rows, long Total, string? WaitsFor, long Rejected)
{
    private const string InRanges = "SELECT sum(rows) FROM safemigrate.backfill_range WHERE backfill_range.change = backfill.change";
    private const string Kept = "SELECT count(*) FROM safemigrate.rejected_row WHERE rejected_row.change = backfill.change";

    /// <summary>By change. A journal of the first version has no ranges.</summary>
    public static async Task<Dictionary<long, BackfillStatus>> AllAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var more = await JournalSchema.VersionAsync(connection, cancellation) >= 2
            ? $"coalesce(({InRanges}), 0), string_agg(DISTINCT waits_for, '; '), ({Kept})"
            : "0, NULL::text, 0::bigint";
        var found = await connection.QueryAsync(
            $"""
            SELECT change, (rows + ranges)::bigint, total, waits_for, kept FROM (
                SELECT change, sum(rows)::bigint, sum(total)::bigint, {more} FROM safemigrate.backfill GROUP BY change
            ) AS backfill (change, rows, total, ranges, waits_for, kept)
            """,
            row => new BackfillStatus(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetInt64(4)),
            cancellation);
        return found.ToDictionary(status => status.Change);
    }
}
