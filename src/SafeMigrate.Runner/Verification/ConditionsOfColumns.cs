using System.Text.RegularExpressions;
using Npgsql;
using SafeMigrate.Operations;
using SafeMigrate.Postgres;

namespace SafeMigrate.Runner.Verification;

/// <summary>What the values of a database's columns must satisfy one by one: types, checks, bounds of partitions.</summary>
internal sealed partial class ConditionsOfColumns : IAsyncDisposable
{
    private const string Bounds = """
        SELECT parent.nspname, up.relname, own.nspname, part.relname, pg_get_partition_constraintdef(part.oid)
        FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid JOIN pg_namespace own ON own.oid = part.relnamespace
          JOIN pg_class up ON up.oid = inhparent JOIN pg_namespace parent ON parent.oid = up.relnamespace
        WHERE part.relispartition AND part.relkind IN ('r', 'p') AND NOT up.relispartition
        """;

    private readonly NpgsqlConnection connection;
    private readonly Schema schema;
    private readonly Dictionary<QualifiedName, List<string>> bounds = [];
    private IReadOnlyDictionary<(QualifiedName Table, string Column), string[]> labels = new Dictionary<(QualifiedName, string), string[]>();

    private ConditionsOfColumns(NpgsqlConnection connection, Schema schema) => (this.connection, this.schema) = (connection, schema);

    /// <summary>The columns that somebody may write.</summary>
    public IEnumerable<(Table Table, Column Column)> Columns =>
        schema.Tables.Where(table => table.PartitionOf is null).SelectMany(table => table.Columns.Where(column => column.Generated is null).Select(column => (table, column)));

    public static async Task<ConditionsOfColumns> ReadAsync(string database, Schema schema, CancellationToken cancellation)
    {
        var connection = RehearsalSql.Connection(database);
        await connection.OpenAsync(cancellation);
        var read = new ConditionsOfColumns(connection, schema) { labels = await EnumLabels.ReadAsync(connection, schema, cancellation) };
        await using var command = new NpgsqlCommand(Bounds, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var bound = reader.IsDBNull(4) ? "true" : reader.GetString(4);
            foreach (var name in (QualifiedName[])[new(reader.GetString(0), reader.GetString(1)), new(reader.GetString(2), reader.GetString(3))])
            {
                if (schema.Find(name) is not { } table)
                    continue;
                if (!read.bounds.TryGetValue(table.Name, out var parts))
                    read.bounds[table.Name] = parts = [];
                parts.Add(bound);
            }
        }

        return read;
    }

    public Table? Find(QualifiedName table) => schema.Find(table);

    public (Table Table, Column Column)? Find(QualifiedName table, string? column) =>
        column is not null && schema.Find(table) is { } known && known.Column(column) is { Generated: null } found ? (known, found) : null;

    public ColumnConditions Of(Table table, Column column)
    {
        var domain = schema.FindDomain(new QualifiedName(column.Type.Schema, column.Type.Name));
        var checks = table.Constraints.OfType<CheckConstraint>().Where(check => check.Condition.Columns is [var only] && only == column.Name).Select(check => check.Condition.Sql).ToList();

        // Hash bounds ask for the table's oid, and take all values together.
        var by = table.PartitionOf is { } whole ? schema.Find(whole.Parent)?.PartitionBy : table.PartitionBy;
        if (by is not null && SingleKey().Match(by) is { Success: true } key && key.Groups[1].Value == PostgresIdentifier.Quote(column.Name) && bounds.TryGetValue(table.Name, out var parts))
            checks.Add(string.Join(" OR ", parts.Select(part => $"({part})")));
        return new ColumnConditions(connection, table, column)
        {
            BaseType = domain?.Type ?? column.Type,
            IsDomain = domain is not null,
            Labels = labels.GetValueOrDefault((table.Name, column.Name)),
            Conditions = checks,
            Hints = [.. checks, .. domain?.Checks.Select(check => check.Condition.Sql) ?? []],
        };
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    [GeneratedRegex(@"^\s*(?:RANGE|LIST)\s*\(\s*(""(?:[^""]|"""")+""|\w+)\s*\)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex SingleKey();
}

/// <summary>What the values of one column must satisfy.</summary>
internal sealed record ColumnConditions(NpgsqlConnection Connection, Table Table, Column Column)
{
    public DataType Type => Column.Type;

    /// <summary>The type below a domain.</summary>
    public required DataType BaseType { get; init; }

    public bool IsDomain { get; init; }

    public IReadOnlyList<string>? Labels { get; init; }

    public required IReadOnlyList<string> Conditions { get; init; }

    /// <summary>Where the literals stand that the column may have to be; the server checks those of a domain by itself.</summary>
    public required IReadOnlyList<string> Hints { get; init; }

    public bool IsConditional => IsDomain || Conditions.Count > 0;

    /// <summary>The server's word on whether the column takes all of the texts.</summary>
    public async Task<bool> TakesAsync(IEnumerable<string> texts, CancellationToken cancellation)
    {
        var name = PostgresIdentifier.Quote(Column.Name);
        var length = BaseType is { ArrayDimensions: 0, Name: "character varying" or "character", Modifiers: [var longest, ..] } ? $" AND length(x) <= {longest}" : "";
        var sql = $"SELECT bool_and({name} IS NOT NULL{length}{string.Concat(Conditions.Select(condition => $" AND ({condition}) IS NOT FALSE"))}) "
            + $"FROM (SELECT x, CAST(x AS {PostgresWriter.Type(Type)}) AS {name} FROM (VALUES {string.Join(", ", texts.Select(text => $"({PostgresWriter.Literal(text)})"))}) AS made (x)) AS {PostgresIdentifier.Quote(Table.Name.Name)}";
        try
        {
            await using var command = new NpgsqlCommand(sql, Connection);
            return await command.ExecuteScalarAsync(cancellation) is true;
        }
        catch (PostgresException)
        {
            return false; // No text of this type.
        }
    }
}
