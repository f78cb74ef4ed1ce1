using Npgsql;

namespace SafeMigrate.Runner.Verification;

/// <summary>What the columns of enums take.</summary>
internal static class EnumLabels
{
    private const string Labels = """
        SELECT nspname, relname, attname, array_agg(enumlabel::text ORDER BY enumsortorder)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
          JOIN pg_type ON pg_type.oid = atttypid JOIN pg_enum ON enumtypid IN (atttypid, typbasetype)
        WHERE attnum > 0 AND NOT attisdropped AND nspname <> 'safemigrate'
        GROUP BY 1, 2, 3
        """;

    public static async Task<IReadOnlyDictionary<(QualifiedName Table, string Column), string[]>> ReadAsync(NpgsqlConnection connection, Schema schema, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(Labels, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new Dictionary<(QualifiedName, string), string[]>();
        while (await reader.ReadAsync(cancellation))
        {
            if (schema.Find(new QualifiedName(reader.GetString(0), reader.GetString(1))) is { } table)
                found[(table.Name, reader.GetString(2))] = reader.GetFieldValue<string[]>(3);
        }

        return found;
    }
}
