using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Runner.Connections;
using Index = SafeMigrate.Operations.Index;

namespace SafeMigrate.Runner.Steps;

/// <summary>Says which rows keep a unique index from being built.</summary>
internal static class DuplicateKeys
{
    private const int Shown = 5;

    /// <summary>Adds the keys that are there more than once, with how often, to the server's own message, which names one of them.</summary>
    public static async Task ExplainAsync(NpgsqlConnection connection, Index index, PostgresException exception)
    {
        var query = Query(index);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await connection.ExecuteAsync("SET LOCAL statement_timeout = '1min'; SET LOCAL lock_timeout = '1s'", CancellationToken.None);
            var keys = await connection.QueryAsync(
                $"{query} LIMIT {Shown}", row => (Total: row.GetInt64(0), Key: row.GetString(1), Rows: row.GetInt64(2)), CancellationToken.None);
            if (keys.Count == 0)
                return; // The rows are gone by now; the server's message is what there is to say.
            var columns = string.Join(", ", index.Columns.Select(Name));
            var more = keys[0].Total > Shown ? $" and {keys[0].Total - Shown} more" : "";
            exception.Data[ConcurrentIndex.Explanation] = $"{keys[0].Total} keys are there more than once: {string.Join(", ", keys.Select(key => $"({columns})=({key.Key}) in {key.Rows} rows"))}{more}. All of them: {query}";
        }
        catch (PostgresException)
        {
            return; // It took too long, or the table is locked: the server's own message names one key.
        }
    }

    private static string Query(Index index)
    {
        var keys = index.Columns.Select((column, place) => (Sql: column.Column is { } name ? Names.Quoted(name) : $"({column.Expression})", As: $"k{place + 1}")).ToList();
        var rows = $"SELECT {string.Join(", ", keys.Select(key => $"{key.Sql} AS {key.As}"))} FROM {Names.Quoted(index.Table)}{(index.Where is { } where ? $" WHERE {where}" : "")}";
        var given = index.NullsNotDistinct ? "" : $" WHERE {string.Join(" AND ", keys.Select(key => $"{key.As} IS NOT NULL"))}";
        var text = $"concat_ws(', ', {string.Join(", ", keys.Select(key => $"coalesce({key.As}::text, 'NULL')"))})";
        var group = string.Join(", ", keys.Select(key => key.As));
        return $"SELECT count(*) OVER (), {text} AS key, count(*) AS rows FROM ({rows}) AS keys{given} GROUP BY {group} HAVING count(*) > 1 ORDER BY 3 DESC, 2";
    }

    private static string Name(IndexColumn column) => column.Column ?? column.Expression!.ToString();
}
