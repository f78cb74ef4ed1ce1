using System.Globalization;
using Npgsql;
using SafeMigrate.Runner.Connections;
using SafeMigrate.Runner.Journal;

namespace SafeMigrate.Runner.Backfill;

/// <summary>Finds the rows of a failed batch whose values a conversion, a constraint or a trigger rejects, by halving it.</summary>
/// <param name="job">What is to be done.</param>
internal sealed class RejectedRows(BackfillJob job)
{
    /// <summary>Above this it is not single rows that are wrong.</summary>
    public const int Most = 1000;

    // Enough to see what the rows have in common.
    private const int Named = 10;

    /// <summary>Fills what can be filled. Ends the command, with the rows, unless they are to be kept.</summary>
    /// <param name="connection">The worker's.</param>
    /// <param name="rows">The rows of the batch.</param>
    /// <param name="settings">With the policy.</param>
    /// <param name="failure">What the batch failed with.</param>
    /// <param name="fill">Fills a part.</param>
    public async Task SearchAsync(NpgsqlConnection connection, RowRange rows, BackfillSettings settings, PostgresException failure, Func<RowRange, Task> fill)
    {
        var found = new List<RejectedRow>();
        var left = new Stack<RowRange>([rows]);
        while (left.TryPop(out var range) && found.Count < (settings.OnRejectedRow == RejectedRowPolicy.Stop ? Named : int.MaxValue))
        {
            try
            {
                // The whole has failed already.
                if (range != rows)
                    await fill(range);
                else
                    Halve(range, left);
            }
            catch (PostgresException exception) when (exception.IsRowTrouble() && !range.IsOneRow)
            {
                Halve(range, left);
            }
            catch (PostgresException exception) when (exception.IsRowTrouble())
            {
                var row = new RejectedRow(await KeyAsync(connection, range), exception);
                found.Add(row);
                if (settings.OnRejectedRow == RejectedRowPolicy.Keep)
                    await KeepAsync(connection, range, row);
            }
        }

        if (found.Count > 0 && settings.OnRejectedRow == RejectedRowPolicy.Stop)
            throw Stopped(found, rows.Table, failure);
    }

    /// <summary>Counts the rows of a range that are left, and those at which counting fails.</summary>
    public async Task<long> CountAsync(NpgsqlConnection connection, RowRange rows)
    {
        var count = 0L;
        var left = new Stack<RowRange>([rows]);
        while (left.TryPop(out var range))
        {
            try
            {
                count += await connection.ScalarRawAsync<long>(job.Count(range));
            }
            catch (PostgresException exception) when (exception.IsRowTrouble())
            {
                if (range.IsOneRow)
                    count++;
                else
                    Halve(range, left);
            }
        }

        return count;
    }

    private static void Halve(RowRange range, Stack<RowRange> left)
    {
        var (first, second) = range.Halves();
        left.Push(second);
        left.Push(first);
    }

    private async Task KeepAsync(NpgsqlConnection connection, RowRange range, RejectedRow row)
    {
        if (Interlocked.Increment(ref job.Kept) > Most)
        {
            throw job.Stopped(
                job.Update(range), row.Failure.SqlState, $"more than {Most} rows are rejected, the last {row.Key}: {row.Failure.MessageText}", row.Failure);
        }

        await connection.ExecuteAsync(
            """
            INSERT INTO safemigrate.rejected_row (change, phase, ordinal, relation, row_key, reason) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (change, phase, ordinal, relation, row_key) DO UPDATE SET reason = EXCLUDED.reason, at = clock_timestamp()
            """,
            CancellationToken.None,
            [.. BackfillProgress.Parts(job.Key), range.Table.Name, row.Key, row.Failure.MessageText]);
        job.Report(report => report with { State = "rejected", Message = $"{range.Table.Name}: row {row.Key} is left as it is: {row.Failure.MessageText}" });
    }

    private MigrationStoppedException Stopped(List<RejectedRow> found, BackfillTable table, PostgresException failure)
    {
        var rows = string.Join("; ", found.Select(row => $"row {row.Key}: {row.Failure.MessageText}"));
        var more = found.Count < Named ? "" : "; there may be more";
        return job.Stopped(
            $"SELECT * FROM {table.Name} WHERE {found[0].Key}", failure.SqlState, $"{table.Name} has values that {job.Operation.Filled} does not take: {rows}{more}", failure);
    }

    // By the primary key, which people can look up; else by the address, which is good until the row changes.
    private async Task<string> KeyAsync(NpgsqlConnection connection, RowRange range)
    {
        var columns = await connection.QueryAsync(
            """
            SELECT quote_ident(attname) FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
            WHERE indrelid = $1::regclass AND indisprimary ORDER BY array_position(indkey::int2[], attnum)
            """,
            row => row.GetString(0),
            CancellationToken.None,
            range.Table.Name);
        if (columns.Count == 0)
            return $"ctid = '{range.Address}'";
        var texts = string.Join(" || ' AND ' || ", columns.Select(column => string.Format(
            CultureInfo.InvariantCulture, "format('%s = %L', {0}, {1}::text)", PostgresLiteral(column), column)));
        return await connection.ScalarRawAsync<string>($"SELECT {texts} FROM ONLY {range.Table.Name} WHERE {range.Condition}") ?? $"ctid = '{range.Address}'";
    }

    private static string PostgresLiteral(string text) => "'" + text.Replace("'", "''") + "'";

    private sealed record RejectedRow(string Key, PostgresException Failure);
}
