using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Verification;

/// <summary>What may be written to the columns of enums, as text without a type: as drivers send it, and as a column takes it whose type changes meanwhile.</summary>
internal sealed class EnumLabels
{
    private const string Labels = """
        SELECT nspname, relname, attname, array_agg(enumlabel::text ORDER BY enumsortorder)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace JOIN pg_enum ON enumtypid = atttypid
        WHERE attnum > 0 AND NOT attisdropped AND nspname <> 'safemigrate'
        GROUP BY 1, 2, 3
        """;

    private readonly Dictionary<(string Schema, string Table, string Column), string[]> labels;

    private EnumLabels(Dictionary<(string, string, string), string[]> labels) => this.labels = labels;

    public static EnumLabels None { get; } = new([]);

    public static async Task<EnumLabels> ReadAsync(string database, CancellationToken cancellation)
    {
        await using var connection = RehearsalSql.Connection(database);
        await connection.OpenAsync(cancellation);
        await using var command = new NpgsqlCommand(Labels, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<(string, string, string), string[]>();
        while (await reader.ReadAsync(cancellation))
            found[(reader.GetString(0), reader.GetString(1), reader.GetString(2))] = reader.GetFieldValue<string[]>(3);
        return new EnumLabels(found);
    }

    /// <summary>Those of the labels that the other version's columns take too, where there are any.</summary>
    public EnumLabels With(EnumLabels other) => new(labels.Concat(other.labels.Where(pair => !labels.ContainsKey(pair.Key))).ToDictionary(
        pair => pair.Key,
        pair => other.labels.TryGetValue(pair.Key, out var more) && pair.Value.Intersect(more).ToArray() is { Length: > 0 } both ? both : pair.Value));

    /// <summary>A constant for the column, or null where its type is no enum.</summary>
    public string? Value(Schema schema, Table table, Column column) =>
        labels.TryGetValue((table.Name.Schema ?? schema.DefaultSchema, table.Name.Name, column.Name), out var values) ? PostgresWriter.Literal(values[0]) : null;
}
