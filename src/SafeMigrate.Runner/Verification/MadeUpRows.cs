using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Verification;

/// <summary>Rows for tables of which nothing is known but their shape.</summary>
internal static class MadeUpRows
{
    // Behind the numbers that people give to rows by hand, and small enough for a smallint.
    private const int BehindGiven = 10_000;

    private const int AtOnce = 500;

    /// <summary>Fills all tables, parents first.</summary>
    /// <param name="database">Where to.</param>
    /// <param name="schema">Its tables.</param>
    /// <param name="values">What their columns take.</param>
    /// <param name="count">How many rows each gets.</param>
    /// <param name="besideGiven">True where the migration inserts rows with keys of its own.</param>
    /// <param name="notes">Gets what has no rows, and why.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task WriteAsync(string database, Schema schema, MadeUpValues values, int count, bool besideGiven, List<string> notes, CancellationToken cancellation)
    {
        if (count == 0)
            return;
        var first = besideGiven ? BehindGiven : 0;
        await using var connection = RehearsalSql.Connection(database);
        await connection.OpenAsync(cancellation);
        foreach (var table in ParentsFirst(schema).Where(table => table.PartitionOf is null))
        {
            var source = await RowSource.ReadAsync(database, schema, table, values, givesKeys: true, cancellation);
            if (source.Obstacle is { } obstacle)
            {
                notes.Add($"{table.Name} has no made-up rows: {obstacle}");
                continue;
            }

            var rows = Enumerable.Range(first + 1, count).Select(number => source.Of(number)).OfType<MadeUpRow>();
            string? refusal = null;
            foreach (var chunk in rows.Chunk(AtOnce))
                refusal = await InsertAsync(connection, [.. chunk.Select(row => TableWriter.Insert(source, row))], cancellation) ?? refusal;
            await using var any = new NpgsqlCommand($"SELECT EXISTS (SELECT FROM {PostgresWriter.Name(table.Name)})", connection);
            if (await any.ExecuteScalarAsync(cancellation) is false)
                notes.Add($"{table.Name} has no made-up rows: {refusal ?? "its foreign keys find no rows that fit together"}");
        }
    }

    /// <summary>The tables, parents before children; a circle is broken where it is met.</summary>
    public static IReadOnlyList<Table> ParentsFirst(Schema schema)
    {
        var (done, ordered) = (new HashSet<QualifiedName>(), new List<Table>());
        void Visit(Table table)
        {
            if (!done.Add(table.Name))
                return;
            foreach (var parent in table.Constraints.OfType<ForeignKey>().Select(key => schema.Find(key.ReferencedTable)).OfType<Table>())
                Visit(parent);
            ordered.Add(table);
        }

        foreach (var table in schema.Tables)
            Visit(table);
        return ordered;
    }

    // Row by row: one that a constraint forbids must not take the others with it. The last refusal is handed out by a setting.
    private static async Task<string?> InsertAsync(NpgsqlConnection connection, IReadOnlyList<string> inserts, CancellationToken cancellation)
    {
        var body = $"""
            DECLARE
              statement text;
            BEGIN
              PERFORM pg_catalog.set_config('safemigrate.refusal', '', false);
              FOREACH statement IN ARRAY ARRAY[{string.Join(", ", inserts.Select(PostgresWriter.Literal))}] LOOP
                BEGIN
                  EXECUTE statement;
                EXCEPTION WHEN OTHERS THEN PERFORM pg_catalog.set_config('safemigrate.refusal', SQLERRM, false);
                END;
              END LOOP;
            END
            """;
        await using var command = new NpgsqlCommand($"DO {PostgresWriter.Literal(body)}", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellation);
        await using var refusal = new NpgsqlCommand("SELECT pg_catalog.current_setting('safemigrate.refusal', true)", connection);
        return await refusal.ExecuteScalarAsync(cancellation) is string { Length: > 0 } text ? text : null;
    }
}
