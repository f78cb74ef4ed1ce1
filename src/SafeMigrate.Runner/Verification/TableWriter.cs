using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Verification;

/// <summary>A row that a version has written.</summary>
/// <param name="Writer">Whose table it is in.</param>
/// <param name="Number">Its number.</param>
/// <param name="Key">What it is found by, in the order of the writer's key.</param>
/// <param name="Values">All that is known of it.</param>
internal sealed record WrittenRow(TableWriter Writer, long Number, IReadOnlyList<string> Key, IReadOnlyDictionary<string, string?> Values);

/// <summary>The statements of a version of an application on one table: as it inserts a row, updates it, writes it again where it is there, and deletes it.</summary>
internal sealed class TableWriter
{
    private readonly RowSource source;
    private readonly List<string> updated = [];
    private bool upserts;
    private bool deletes;

    private TableWriter(RowSource source)
    {
        this.source = source;
        Key = source.Unique.FirstOrDefault(unique => unique.Count > 0 && unique.All(column => Table.KeyColumns.Contains(column) || Table.Column(column) is { NotNull: true }))
            ?? (source.Columns.FirstOrDefault(column => source.IsFresh(column.Name)) is { } telling ? [telling.Name] : []);
    }

    public Table Table => source.Table;

    /// <summary>The columns that tell a written row from others; none where nothing does, so that such rows can be counted only.</summary>
    public IReadOnlyList<string> Key { get; }

    /// <summary>Finds out on a row that is undone what the table takes.</summary>
    /// <param name="connection">A connection in a transaction.</param>
    /// <param name="source">The rows.</param>
    /// <param name="leftOut">Columns that the version does not write before contract.</param>
    /// <param name="number">The number of the row.</param>
    /// <param name="own">The rows that were tried before, by table; gets this one.</param>
    /// <returns>The writer, or why there is none.</returns>
    public static async Task<(TableWriter? Writer, string? Problem)> TryAsync(
        NpgsqlConnection connection, RowSource source, Func<string, bool> leftOut, long number, Dictionary<QualifiedName, IReadOnlyDictionary<string, string?>> own)
    {
        if (source.Obstacle is { } obstacle)
            return (null, obstacle);
        if (source.Columns.FirstOrDefault(column => leftOut(column.Name) && (column.NotNull || source.Table.KeyColumns.Contains(column.Name))) is { } different)
            return (null, $"no value is known here that {different.Name} takes before as well as after the migration");
        var writer = new TableWriter(source);
        WrittenRow? row = null;
        if (await SavepointAsync(connection, async () => row = await writer.InsertAsync(connection, number, own)) is { } problem)
            return (null, problem);
        if (row is null)
            return (null, "each row that can be made up is there already");
        own[source.Table.Name] = row.Values;
        if (writer.Key.Count == 0)
            return (writer, null);

        foreach (var column in source.Table.Columns.Where(column => writer.MayChange(column) && !leftOut(column.Name)))
        {
            if (writer.Update(row, column.Name) is { } update && await SavepointAsync(connection, () => ExecuteAsync(connection, update)) is null)
                writer.updated.Add(column.Name);
        }

        writer.upserts = await SavepointAsync(connection, () => ExecuteAsync(connection, writer.Upsert(row))) is null;
        writer.deletes = await SavepointAsync(connection, () => ExecuteAsync(connection, writer.Delete(row)), undo: true) is null;
        return (writer, null);
    }

    /// <summary>Inserts a row; null where one with its key was there.</summary>
    public async Task<WrittenRow?> InsertAsync(NpgsqlConnection connection, long number, IReadOnlyDictionary<QualifiedName, IReadOnlyDictionary<string, string?>> own)
    {
        if (source.Of(number, own) is not { } row)
            return null;
        var returning = Key.Count == 0 ? "" : $" RETURNING ARRAY[{string.Join(", ", Key.Select(column => Quote(column) + "::text"))}]";
        await using var command = new NpgsqlCommand(Insert(source.Columns.Select(column => column.Name), row) + (row.MayMeetAnother ? " ON CONFLICT DO NOTHING" : "") + returning, connection);
        if (Key.Count == 0)
            return await command.ExecuteNonQueryAsync() > 0 ? new WrittenRow(this, number, [], row.Values) : null;
        if (await command.ExecuteScalarAsync() is not string[] key)
            return null;
        var values = row.Values.ToDictionary(pair => pair.Key, pair => pair.Value);
        for (var at = 0; at < Key.Count; at++)
            values[Key[at]] = key[at];
        return new WrittenRow(this, number, key, values);
    }

    /// <summary>The statements that change a row and leave it there.</summary>
    public IEnumerable<string> Changes(WrittenRow row) => updated.Select(column => Update(row, column)!).Concat(upserts ? [Upsert(row)] : []);

    /// <summary>The statement that deletes the row, or null where the table takes none.</summary>
    public string? Deletion(WrittenRow row) => deletes ? Delete(row) : null;

    /// <summary>An INSERT of a row that is made up with all its keys.</summary>
    public static string Insert(RowSource source, MadeUpRow row) => Insert(source.Table, source.Columns.Select(column => column.Name), row.Values);

    private string Insert(IEnumerable<string> columns, MadeUpRow row) => Insert(Table, columns, row.Values);

    private static string Insert(Table table, IEnumerable<string> columns, IReadOnlyDictionary<string, string?> values)
    {
        var names = columns.ToList();
        return names.Count == 0
            ? $"INSERT INTO {PostgresWriter.Name(table.Name)} DEFAULT VALUES"
            : $"INSERT INTO {PostgresWriter.Name(table.Name)} ({string.Join(", ", names.Select(Quote))})"
                + $"{(names.Any(name => table.Column(name)?.Identity is not null) ? " OVERRIDING SYSTEM VALUE" : "")} VALUES ({string.Join(", ", names.Select(name => PostgresWriter.Literal(values.GetValueOrDefault(name))))})";
    }

    // What the application writes again has its key, which the server may have given.
    private string Upsert(WrittenRow row)
    {
        var set = updated.Count == 0 ? "NOTHING" : "UPDATE SET " + string.Join(", ", updated.Select(column => $"{Quote(column)} = EXCLUDED.{Quote(column)}"));
        var given = source.Columns.Select(column => column.Name).Union(Key).Union(updated);
        var values = updated.Where(column => !row.Values.ContainsKey(column)).ToDictionary(column => column, column => source.Value(column, row.Number)).Concat(row.Values).ToDictionary(pair => pair.Key, pair => pair.Value);
        return $"{Insert(Table, given, values)} ON CONFLICT ({string.Join(", ", Key.Select(Quote))}) DO {set}";
    }

    // Another value than the insert's, and one that no later insert wants to have.
    private string? Update(WrittenRow row, string column)
    {
        var number = source.Unique.Any(unique => unique.Contains(column)) ? -row.Number : row.Number + 1;
        return source.Value(column, number) is { } value ? $"UPDATE {PostgresWriter.Name(Table.Name)} SET {Quote(column)} = {PostgresWriter.Literal(value)}{Where(row)}" : null;
    }

    private string Delete(WrittenRow row) => $"DELETE FROM {PostgresWriter.Name(Table.Name)}{Where(row)}";

    private string Where(WrittenRow row) => " WHERE " + string.Join(" AND ", Key.Select((column, at) => $"{Quote(column)} = {PostgresWriter.Literal(row.Key[at])}"));

    // Not what tells rows apart, nor what other rows may have already.
    private bool MayChange(Column column) => column.Generated is null && column.Identity is null && !Key.Contains(column.Name) && !Table.KeyColumns.Contains(column.Name)
        && (source.IsFresh(column.Name) || !source.Unique.Any(unique => unique.Contains(column.Name)));

    private static string Quote(string column) => PostgresIdentifier.Quote(column);

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string?> SavepointAsync(NpgsqlConnection connection, Func<Task> run, bool undo = false)
    {
        await ExecuteAsync(connection, "SAVEPOINT tried");
        try
        {
            await run();

            // What is checked at the end of a transaction is checked now.
            await ExecuteAsync(connection, "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED");
            await ExecuteAsync(connection, undo ? "ROLLBACK TO SAVEPOINT tried" : "RELEASE SAVEPOINT tried");
            return null;
        }
        catch (PostgresException exception)
        {
            await ExecuteAsync(connection, "ROLLBACK TO SAVEPOINT tried");
            return exception.MessageText;
        }
    }
}
